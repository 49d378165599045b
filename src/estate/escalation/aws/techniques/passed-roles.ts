import { techniqueOf, type AwsTechnique, type Need, type On, type Told } from '../technique.ts';
import { things } from './things.ts';

/** Techniques that hand a role to a service, where the caller’s code then runs with it. */

const passing = (
  told: Told & { readonly services: readonly string[]; readonly inProfile?: boolean },
  ...needs: readonly (readonly [string, On])[]
): AwsTechnique =>
  techniqueOf(told, {
    over: { is: 'role to pass', services: told.services, inProfile: told.inProfile === true },
    needs: [
      { action: 'iam:PassRole', on: 'passed role' },
      ...needs.map(([action, on]): Need => ({ action, on })),
    ],
    gains: 'it',
  });

const lambda = ['lambda.amazonaws.com'];
const glue = ['glue.amazonaws.com'];
const sagemaker = ['sagemaker.amazonaws.com'];
const tasks = ['ecs-tasks.amazonaws.com'];
const codebuild = ['codebuild.amazonaws.com'];
const ec2 = ['ec2.amazonaws.com'];
const cloudformation = ['cloudformation.amazonaws.com'];

export const passedRoleTechniques: readonly AwsTechnique[] = [
  passing(
    {
      record: 'apprunner-001',
      title: 'Runs an App Runner service with a role',
      does: 'Passes a role to a new App Runner service, whose code it chooses.',
      services: ['tasks.apprunner.amazonaws.com'],
    },
    ['apprunner:CreateService', things.appRunnerService],
  ),
  passing(
    {
      record: 'bedrock-001',
      title: 'Runs a code interpreter with a role',
      does: 'Passes a role to a new Bedrock AgentCore code interpreter, starts a session and has it run code.',
      services: ['bedrock-agentcore.amazonaws.com'],
    },
    ['bedrock-agentcore:CreateCodeInterpreter', 'nothing'],
    ['bedrock-agentcore:StartCodeInterpreterSession', things.codeInterpreter],
    ['bedrock-agentcore:InvokeCodeInterpreter', things.codeInterpreter],
  ),
  passing(
    {
      record: 'cloudformation-001',
      title: 'Makes a stack with a role',
      does: 'Passes a role to a new CloudFormation stack, whose template then acts with it.',
      services: cloudformation,
    },
    ['cloudformation:CreateStack', things.stack],
  ),
  passing(
    {
      record: 'cloudformation-003',
      title: 'Makes a stack set with a role',
      does: 'Passes an administration role to a new CloudFormation stack set and deploys its template with it.',
      services: cloudformation,
    },
    ['cloudformation:CreateStackSet', 'nothing'],
    ['cloudformation:CreateStackInstances', things.stackSet],
  ),
  passing(
    {
      record: 'cloudformation-004',
      title: 'Changes a stack set with a role',
      does: 'Passes an administration role to an existing CloudFormation stack set and replaces its template.',
      services: cloudformation,
      presumes: ['there is a CloudFormation stack set with stack instances'],
    },
    ['cloudformation:UpdateStackSet', things.stackSet],
  ),
  passing(
    {
      record: 'codebuild-001',
      title: 'Runs a build with a role',
      does: 'Passes a role to a new CodeBuild project and starts a build of its own commands.',
      services: codebuild,
    },
    ['codebuild:CreateProject', things.buildProject],
    ['codebuild:StartBuild', things.buildProject],
  ),
  passing(
    {
      record: 'codebuild-004',
      title: 'Runs a batch of builds with a role',
      does: 'Passes a role to a new CodeBuild project and starts a batch build of its own commands.',
      services: codebuild,
    },
    ['codebuild:CreateProject', things.buildProject],
    ['codebuild:StartBuildBatch', things.buildProject],
  ),
  passing(
    {
      record: 'datapipeline-001',
      title: 'Runs a data pipeline with a role',
      does: 'Passes a role to a new Data Pipeline, defines what it runs, and activates it.',
      services: ['datapipeline.amazonaws.com', 'elasticmapreduce.amazonaws.com'],
    },
    ['datapipeline:CreatePipeline', 'nothing'],
    ['datapipeline:PutPipelineDefinition', things.pipeline],
    ['datapipeline:ActivatePipeline', things.pipeline],
  ),
  passing(
    {
      record: 'ec2-001',
      title: 'Starts a machine with a role',
      does: 'Starts an EC2 instance in whose profile a role is, with start-up commands of its own.',
      services: ec2,
      inProfile: true,
    },
    ['ec2:RunInstances', things.instance],
    ['ec2:RunInstances', things.image],
    ['ec2:RunInstances', things.networkInterface],
    ['ec2:RunInstances', things.securityGroup],
    ['ec2:RunInstances', things.subnet],
  ),
  passing(
    {
      record: 'ec2-003',
      title: 'Bids for a machine with a role',
      does: 'Requests an EC2 Spot Instance in whose profile a role is, with start-up commands of its own.',
      services: ec2,
      inProfile: true,
    },
    ['ec2:RequestSpotInstances', things.spotRequest],
  ),
  passing(
    {
      record: 'ecs-001',
      title: 'Runs an ECS service with a role, in a cluster of its own',
      does: 'Makes a cluster, passes a role to a new task definition, and runs it as a service.',
      services: tasks,
    },
    ['ecs:CreateCluster', things.cluster],
    ['ecs:RegisterTaskDefinition', things.taskDefinition],
    ['ecs:CreateService', things.ecsService],
  ),
  passing(
    {
      record: 'ecs-002',
      title: 'Runs an ECS task with a role, in a cluster of its own',
      does: 'Makes a cluster, passes a role to a new task definition, and runs it there.',
      services: tasks,
    },
    ['ecs:CreateCluster', things.cluster],
    ['ecs:RegisterTaskDefinition', things.taskDefinition],
    ['ecs:RunTask', things.taskDefinition],
  ),
  passing(
    {
      record: 'ecs-003',
      title: 'Runs an ECS service with a role',
      does: 'Passes a role to a new task definition and runs it as a service of an existing cluster.',
      services: tasks,
      presumes: ['there is an ECS cluster'],
    },
    ['ecs:RegisterTaskDefinition', things.taskDefinition],
    ['ecs:CreateService', things.ecsService],
  ),
  passing(
    {
      record: 'ecs-004',
      title: 'Runs an ECS task with a role',
      does: 'Passes a role to a new task definition and runs it in an existing cluster.',
      services: tasks,
      presumes: ['there is an ECS cluster'],
    },
    ['ecs:RegisterTaskDefinition', things.taskDefinition],
    ['ecs:RunTask', things.taskDefinition],
  ),
  passing(
    {
      record: 'ecs-005',
      title: 'Starts an ECS task with a role on a machine of a cluster',
      does: 'Passes a role to a new task definition and starts it on a machine that is in a cluster.',
      services: tasks,
      presumes: ['there is an ECS cluster with a machine in it'],
    },
    ['ecs:RegisterTaskDefinition', things.taskDefinition],
    ['ecs:StartTask', things.taskDefinition],
  ),
  passing(
    {
      record: 'glue-001',
      title: 'Opens a Glue development endpoint with a role',
      does: 'Passes a role to a new Glue development endpoint and signs in to it.',
      services: glue,
    },
    ['glue:CreateDevEndpoint', 'nothing'],
  ),
  passing(
    {
      record: 'glue-003',
      title: 'Runs a Glue job with a role',
      does: 'Passes a role to a new Glue job with a script of its own, and runs it.',
      services: glue,
    },
    ['glue:CreateJob', things.glueJob],
    ['glue:StartJobRun', things.glueJob],
  ),
  passing(
    {
      record: 'glue-004',
      title: 'Has a trigger run a Glue job with a role',
      does: 'Passes a role to a new Glue job with a script of its own, and has a trigger run it.',
      services: glue,
    },
    ['glue:CreateJob', things.glueJob],
    ['glue:CreateTrigger', things.glueTrigger],
  ),
  passing(
    {
      record: 'glue-005',
      title: 'Changes and runs a Glue job with a role',
      does: 'Passes a role and a script of its own to an existing Glue job, and runs it.',
      services: glue,
      presumes: ['there is a Glue job'],
    },
    ['glue:UpdateJob', things.glueJob],
    ['glue:StartJobRun', things.glueJob],
  ),
  passing(
    {
      record: 'glue-006',
      title: 'Changes a Glue job and has a trigger run it with a role',
      does: 'Passes a role and a script of its own to an existing Glue job, and has a trigger run it.',
      services: glue,
      presumes: ['there is a Glue job'],
    },
    ['glue:UpdateJob', things.glueJob],
    ['glue:CreateTrigger', things.glueTrigger],
  ),
  passing(
    {
      record: 'lambda-001',
      title: 'Runs a function with a role',
      does: 'Passes a role to a new Lambda function of its own code, and invokes it.',
      services: lambda,
    },
    ['lambda:CreateFunction', things.function],
    ['lambda:InvokeFunction', things.function],
  ),
  passing(
    {
      record: 'lambda-002',
      title: 'Has events run a function with a role',
      does: 'Passes a role to a new Lambda function of its own code, and has a queue or stream invoke it.',
      services: lambda,
      presumes: ['there is a queue or stream that invokes functions'],
    },
    ['lambda:CreateFunction', things.function],
    ['lambda:CreateEventSourceMapping', 'nothing'],
  ),
  passing(
    {
      record: 'lambda-006',
      title: 'Lets somebody else run a function with a role',
      does: 'Passes a role to a new Lambda function of its own code, and lets a principal of its choice invoke it.',
      services: lambda,
    },
    ['lambda:CreateFunction', things.function],
    ['lambda:AddPermission', things.function],
  ),
  passing(
    {
      record: 'sagemaker-001',
      title: 'Opens a notebook with a role',
      does: 'Passes a role to a new SageMaker notebook, in which it runs code.',
      services: sagemaker,
      presumes: [
        'it may also open the notebook (`sagemaker:CreatePresignedNotebookInstanceUrl`), or give it start-up commands',
      ],
    },
    ['sagemaker:CreateNotebookInstance', things.notebook],
  ),
  passing(
    {
      record: 'sagemaker-002',
      title: 'Runs a training job with a role',
      does: 'Passes a role to a new SageMaker training job of its own container.',
      services: sagemaker,
    },
    ['sagemaker:CreateTrainingJob', things.trainingJob],
  ),
  passing(
    {
      record: 'sagemaker-003',
      title: 'Runs a processing job with a role',
      does: 'Passes a role to a new SageMaker processing job of its own container.',
      services: sagemaker,
    },
    ['sagemaker:CreateProcessingJob', things.processingJob],
  ),
];
