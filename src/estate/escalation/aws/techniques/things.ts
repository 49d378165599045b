import type { On } from '../technique.ts';

/** What techniques make or change in AWS services, as ARNs of which the caller picks any. */
const of = (rest: string): string => `arn:{partition}:${rest}`;
const one = (rest: string): Exclude<On, string> => ({ any: [of(rest)] });

export const things = {
  appRunnerService: one('apprunner:{region}:{account}:service/{name}/{name}'),
  codeInterpreter: one('bedrock-agentcore:{region}:{account}:code-interpreter-custom/{name}'),
  stack: one('cloudformation:{region}:{account}:stack/{name}/{name}'),
  stackSet: one('cloudformation:{region}:{account}:stackset/{name}:{name}'),
  buildProject: one('codebuild:{region}:{account}:project/{name}'),
  pipeline: one('datapipeline:{region}:{account}:pipeline/{name}'),
  instance: one('ec2:{region}:{account}:instance/{name}'),
  image: one('ec2:{region}::image/{name}'),
  networkInterface: one('ec2:{region}:{account}:network-interface/{name}'),
  securityGroup: one('ec2:{region}:{account}:security-group/{name}'),
  subnet: one('ec2:{region}:{account}:subnet/{name}'),
  spotRequest: one('ec2:{region}:{account}:spot-instances-request/{name}'),
  launchTemplate: one('ec2:{region}:{account}:launch-template/{name}'),
  cluster: one('ecs:{region}:{account}:cluster/{name}'),
  taskDefinition: one('ecs:{region}:{account}:task-definition/{name}:{name}'),
  ecsService: one('ecs:{region}:{account}:service/{name}/{name}'),
  glueJob: one('glue:{region}:{account}:job/{name}'),
  glueTrigger: one('glue:{region}:{account}:trigger/{name}'),
  devEndpoint: one('glue:{region}:{account}:devEndpoint/{name}'),
  function: one('lambda:{region}:{account}:function:{name}'),
  notebook: one('sagemaker:{region}:{account}:notebook-instance/{name}'),
  notebookLifecycle: one('sagemaker:{region}:{account}:notebook-instance-lifecycle-config/{name}'),
  trainingJob: one('sagemaker:{region}:{account}:training-job/{name}'),
  processingJob: one('sagemaker:{region}:{account}:processing-job/{name}'),
  managedMachine: {
    any: [of('ec2:{region}:{account}:instance/{name}'), of('ssm:{region}:{account}:managed-instance/{name}')],
  },
  /** AWS’s own document for shell commands, or one of the account. */
  commandDocument: {
    any: [of('ssm:{region}::document/AWS-RunShellScript'), of('ssm:{region}:{account}:document/{name}')],
  },
} as const satisfies Readonly<Record<string, On>>;
