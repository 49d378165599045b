import { globMatches, isUniversal } from '../../../platform/glob.ts';

/** Data events: CloudTrail has them only where a trail was set to log them, for each kind and resource by itself. */
const dataEvents: Readonly<Record<string, readonly string[]>> = {
  s3: [
    'GetObject',
    'GetObjectAcl',
    'GetObjectTagging',
    'GetObjectVersion',
    'GetObjectAttributes',
    'PutObject',
    'PutObjectAcl',
    'PutObjectTagging',
    'DeleteObject',
    'DeleteObjectVersion',
    'ListBucket',
    'ListBucketVersions',
    'AbortMultipartUpload',
    'ListMultipartUploadParts',
    'ListBucketMultipartUploads',
    'RestoreObject',
    'ReplicateObject',
  ],
  lambda: ['InvokeFunction', 'InvokeFunctionUrl'],
  dynamodb: [
    'GetItem',
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchGetItem',
    'BatchWriteItem',
    'Query',
    'Scan',
    'ConditionCheckItem',
    'GetRecords',
    'GetShardIterator',
    'PartiQLSelect',
    'PartiQLInsert',
    'PartiQLUpdate',
    'PartiQLDelete',
  ],
  sns: ['Publish'],
  sqs: ['SendMessage', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'],
  kinesis: ['PutRecord', 'PutRecords', 'GetRecords', 'GetShardIterator', 'SubscribeToShard'],
  firehose: ['PutRecord', 'PutRecordBatch'],
  logs: ['PutLogEvents', 'GetLogEvents', 'FilterLogEvents'],
  cloudwatch: ['PutMetricData', 'GetMetricData', 'GetMetricStatistics'],
  xray: ['PutTraceSegments', 'PutTelemetryRecords'],
  'rds-data': ['ExecuteStatement', 'BatchExecuteStatement'],
  bedrock: ['InvokeAgent', 'InvokeFlow', 'Retrieve', 'RetrieveAndGenerate'],
  sagemaker: ['InvokeEndpoint', 'InvokeEndpointAsync', 'PutRecord', 'GetRecord'],
  ebs: ['GetSnapshotBlock', 'PutSnapshotBlock', 'ListSnapshotBlocks', 'ListChangedBlocks'],
  states: ['InvokeHTTPEndpoint'],
};

/** Asked about within other calls, or by a protocol of its own: no event is ever called so. */
const neverEvents: Readonly<Record<string, readonly string[]>> = {
  iam: ['PassRole'],
  sts: ['TagSession', 'SetSourceIdentity'],
  ssmmessages: ['*'],
  ec2messages: ['*'],
  'execute-api': ['*'],
  'rds-db': ['connect'],
};

/** Why use of what this action pattern names may not be in CloudTrail; null: it would be. */
export function unloggedIn(pattern: string): string | null {
  if (isUniversal(pattern)) return `${dataSaid}; this right names them all`;
  const never = namedIn(neverEvents, pattern)[0];
  if (never !== undefined) return `${never} is asked about within other calls, and no event is called so`;
  const data = namedIn(dataEvents, pattern)[0];
  return data === undefined ? null : `${dataSaid}, and ${data} is one`;
}

const dataSaid = 'CloudTrail has data events only where a trail was set to log them';

/** The actions of these lists that a pattern names, written as `service:Action`; none where it names every service. */
export const unloggedActions = (pattern: string): readonly string[] =>
  isUniversal(pattern) ? [] : [...namedIn(neverEvents, pattern), ...namedIn(dataEvents, pattern)];

function namedIn(lists: Readonly<Record<string, readonly string[]>>, pattern: string): readonly string[] {
  const [service = '', name = '*'] = pattern.toLowerCase().split(':');
  return Object.entries(lists).flatMap(([each, actions]) =>
    globMatches(service, each)
      ? actions.flatMap((action) =>
          action === '*' || globMatches(name, action.toLowerCase())
            ? [action === '*' ? pattern : `${each}:${action}`]
            : [],
        )
      : [],
  );
}
