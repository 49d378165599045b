/**
 * What CloudTrail calls a service, where IAM calls it otherwise; else the first word of its host is IAM’s prefix too.
 * Source: the service authorization reference beside the CloudTrail record contents.
 */
const services: ReadonlyMap<string, string> = new Map(
  Object.entries({
    monitoring: 'cloudwatch',
    email: 'ses',
    'elastic-inference': 'elastic-inference',
    streams: 'dynamodb',
    'streams.dynamodb': 'dynamodb',
    'runtime.sagemaker': 'sagemaker',
    'runtime.lex': 'lex',
    'models.lex': 'lex',
    tagging: 'tag',
    'cost-explorer': 'ce',
    'ecr-public': 'ecr-public',
    'application-insights': 'applicationinsights',
    'servicecatalog-appregistry': 'servicecatalog',
    'bedrock-runtime': 'bedrock',
    opensearch: 'es',
  }),
);

/** Calls whose action has another name, by `service:Call`; several where one call needs several. */
const calls: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'lambda:Invoke': ['InvokeFunction'],
    'lambda:InvokeAsync': ['InvokeFunction'],
    'lambda:InvokeWithResponseStream': ['InvokeFunction'],
    's3:ListObjects': ['ListBucket'],
    's3:ListObjectsV2': ['ListBucket'],
    's3:HeadBucket': ['ListBucket'],
    's3:HeadObject': ['GetObject'],
    's3:ListBuckets': ['ListAllMyBuckets'],
    's3:ListDirectoryBuckets': ['ListAllMyDirectoryBuckets'],
    's3:ListObjectVersions': ['ListBucketVersions'],
    's3:ListMultipartUploads': ['ListBucketMultipartUploads'],
    's3:ListParts': ['ListMultipartUploadParts'],
    's3:CreateMultipartUpload': ['PutObject'],
    's3:UploadPart': ['PutObject'],
    's3:UploadPartCopy': ['PutObject'],
    's3:CompleteMultipartUpload': ['PutObject'],
    's3:CopyObject': ['PutObject'],
    's3:PostObject': ['PutObject'],
    's3:DeleteObjects': ['DeleteObject'],
    's3:SelectObjectContent': ['GetObject'],
    's3:GetBucketLifecycle': ['GetLifecycleConfiguration'],
    's3:GetBucketLifecycleConfiguration': ['GetLifecycleConfiguration'],
    's3:PutBucketLifecycle': ['PutLifecycleConfiguration'],
    's3:PutBucketLifecycleConfiguration': ['PutLifecycleConfiguration'],
    's3:DeleteBucketLifecycle': ['PutLifecycleConfiguration'],
    's3:GetBucketReplication': ['GetReplicationConfiguration'],
    's3:PutBucketReplication': ['PutReplicationConfiguration'],
    's3:DeleteBucketReplication': ['PutReplicationConfiguration'],
    's3:GetBucketEncryption': ['GetEncryptionConfiguration'],
    's3:PutBucketEncryption': ['PutEncryptionConfiguration'],
    's3:DeleteBucketEncryption': ['PutEncryptionConfiguration'],
    's3:DeleteBucketCors': ['PutBucketCORS'],
    's3:DeleteBucketTagging': ['PutBucketTagging'],
    's3:DeleteBucketOwnershipControls': ['PutBucketOwnershipControls'],
    's3:GetBucketNotificationConfiguration': ['GetBucketNotification'],
    's3:PutBucketNotificationConfiguration': ['PutBucketNotification'],
    's3:GetBucketAccelerateConfiguration': ['GetAccelerateConfiguration'],
    's3:PutBucketAccelerateConfiguration': ['PutAccelerateConfiguration'],
    's3:GetBucketInventoryConfiguration': ['GetInventoryConfiguration'],
    's3:ListBucketInventoryConfigurations': ['GetInventoryConfiguration'],
    's3:PutBucketInventoryConfiguration': ['PutInventoryConfiguration'],
    's3:GetBucketAnalyticsConfiguration': ['GetAnalyticsConfiguration'],
    's3:GetBucketMetricsConfiguration': ['GetMetricsConfiguration'],
    's3:GetPublicAccessBlock': ['GetBucketPublicAccessBlock'],
    's3:PutPublicAccessBlock': ['PutBucketPublicAccessBlock'],
    's3:DeletePublicAccessBlock': ['PutBucketPublicAccessBlock'],
    's3:GetObjectLockConfiguration': ['GetBucketObjectLockConfiguration'],
    's3:PutObjectLockConfiguration': ['PutBucketObjectLockConfiguration'],
    'dynamodb:BatchExecuteStatement': ['PartiQLSelect', 'PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
    'bedrock:Converse': ['InvokeModel'],
    'bedrock:ConverseStream': ['InvokeModelWithResponseStream'],
    'apigateway:GetRestApis': ['GET'],
    'apigateway:GetRestApi': ['GET'],
  }),
);

/** Events that tell of no call which a policy has to allow: signing in, and what a service does of itself. */
const free = /^(signin|sso-oauth|portal\.sso)$/;

/** What one call is named in policies, each `service:Action` and as its name is written; empty: nobody needs a right for it. */
export function actionNames(action: string): readonly string[] | undefined {
  const [, host = '', call = ''] = /^(\S+)\.amazonaws\.com(?:\.cn)? (\S+)$/.exec(action) ?? [];
  if (host === '') return undefined;
  if (free.test(host) || host.startsWith('signin.')) return [];
  const service = services.get(host) ?? host.split('.')[0] ?? host;
  const renamed = calls.get(`${service}:${call}`);
  // versions that are part of a call’s name in the log and of no action: CreateFunction20150331v2, CreateDistribution2020_05_31
  const name = call.replace(/20\d{2}(?:_\d{2}_\d{2}|\d{4})(?:v\d)?$/, '');
  return (renamed ?? calls.get(`${service}:${name}`) ?? [name]).map((each) => `${service}:${each}`);
}
