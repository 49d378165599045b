import { techniqueOf, type AwsTechnique, type Need, type On, type Told } from '../technique.ts';
import { things } from './things.ts';

/** Techniques that take over something that already runs with a role. */

const taking = (
  told: Told & { readonly by: string; readonly services: readonly string[] },
  ...needs: readonly (readonly [string, On])[]
): AwsTechnique =>
  techniqueOf(told, {
    over: { is: 'role in use', by: told.by, services: told.services },
    needs: needs.map(([action, on]): Need => ({ action, on })),
    gains: 'it',
  });

const ofFunction = { by: 'a Lambda function', services: ['lambda.amazonaws.com'] };
const ofMachine = { by: 'an EC2 instance', services: ['ec2.amazonaws.com'] };
const ofManagedMachine = {
  by: 'a running machine that Systems Manager manages',
  services: ['ec2.amazonaws.com', 'ssm.amazonaws.com'],
};
const ofStack = {
  by: 'a CloudFormation stack with a service role',
  services: ['cloudformation.amazonaws.com'],
};
const ofProject = { by: 'a CodeBuild project', services: ['codebuild.amazonaws.com'] };
const ofNotebook = { by: 'a SageMaker notebook', services: ['sagemaker.amazonaws.com'] };

export const roleInUseTechniques: readonly AwsTechnique[] = [
  taking(
    {
      record: 'apprunner-002',
      title: 'Replaces the code of an App Runner service',
      does: 'Has an App Runner service run code of its own, with the role that the service has.',
      by: 'an App Runner service',
      services: ['tasks.apprunner.amazonaws.com'],
    },
    ['apprunner:UpdateService', things.appRunnerService],
  ),
  taking(
    {
      record: 'bedrock-002',
      title: 'Runs code in a code interpreter',
      does: 'Starts a session of a Bedrock AgentCore code interpreter and has it run code, with the role that it has.',
      by: 'a Bedrock AgentCore code interpreter',
      services: ['bedrock-agentcore.amazonaws.com'],
    },
    ['bedrock-agentcore:StartCodeInterpreterSession', things.codeInterpreter],
    ['bedrock-agentcore:InvokeCodeInterpreter', things.codeInterpreter],
  ),
  taking(
    {
      record: 'cloudformation-002',
      title: 'Replaces the template of a stack',
      does: 'Updates a CloudFormation stack with a template of its own, which acts with the role of the stack.',
      ...ofStack,
    },
    ['cloudformation:UpdateStack', things.stack],
  ),
  taking(
    {
      record: 'cloudformation-005',
      title: 'Replaces the template of a stack by a change set',
      does: 'Makes and carries out a change set of a CloudFormation stack, which acts with the role of the stack.',
      ...ofStack,
    },
    ['cloudformation:CreateChangeSet', things.stack],
    ['cloudformation:ExecuteChangeSet', things.stack],
  ),
  taking(
    {
      record: 'codebuild-002',
      title: 'Starts a build with commands of its own',
      does: 'Starts a build of a CodeBuild project with its own commands in place of the project’s.',
      ...ofProject,
    },
    ['codebuild:StartBuild', things.buildProject],
  ),
  taking(
    {
      record: 'codebuild-003',
      title: 'Starts a batch of builds with commands of its own',
      does: 'Starts a batch build of a CodeBuild project with its own commands in place of the project’s.',
      ...ofProject,
    },
    ['codebuild:StartBuildBatch', things.buildProject],
  ),
  taking(
    {
      record: 'ec2-002',
      title: 'Changes the start-up commands of a machine',
      does: 'Stops an EC2 instance, replaces its start-up commands, and starts it again.',
      ...ofMachine,
    },
    ['ec2:ModifyInstanceAttribute', things.instance],
    ['ec2:StopInstances', things.instance],
    ['ec2:StartInstances', things.instance],
  ),
  taking(
    {
      record: 'ec2-004',
      title: 'Changes what a launch template starts',
      does: 'Makes a version of a launch template with its own start-up commands the default, and waits until a machine starts from it.',
      by: 'a launch template that names a role and from which machines are started',
      services: ['ec2.amazonaws.com'],
    },
    ['ec2:CreateLaunchTemplateVersion', things.launchTemplate],
    ['ec2:ModifyLaunchTemplate', things.launchTemplate],
  ),
  taking(
    {
      record: 'ec2instanceconnect-003',
      title: 'Sends a machine its own SSH key',
      does: 'Looks an EC2 instance up, puts an SSH key of its own on it for a minute, and signs in.',
      by: 'a running EC2 instance that it can reach by SSH',
      services: ['ec2.amazonaws.com'],
    },
    ['ec2-instance-connect:SendSSHPublicKey', things.instance],
    ['ec2:DescribeInstances', 'nothing'],
  ),
  taking(
    {
      record: 'glue-002',
      title: 'Puts its own key on a Glue development endpoint',
      does: 'Adds an SSH key of its own to a Glue development endpoint, and signs in to it.',
      by: 'a Glue development endpoint',
      services: ['glue.amazonaws.com'],
    },
    ['glue:UpdateDevEndpoint', things.devEndpoint],
  ),
  taking(
    {
      record: 'lambda-003',
      title: 'Replaces the code of a function',
      does: 'Replaces the code of a Lambda function, and waits until something invokes it.',
      ...ofFunction,
      presumes: ['something invokes it'],
    },
    ['lambda:UpdateFunctionCode', things.function],
  ),
  taking(
    {
      record: 'lambda-004',
      title: 'Replaces the code of a function and invokes it',
      does: 'Replaces the code of a Lambda function, and invokes it.',
      ...ofFunction,
    },
    ['lambda:UpdateFunctionCode', things.function],
    ['lambda:InvokeFunction', things.function],
  ),
  taking(
    {
      record: 'lambda-005',
      title: 'Replaces the code of a function and lets somebody invoke it',
      does: 'Replaces the code of a Lambda function, and lets a principal of its choice invoke it.',
      ...ofFunction,
    },
    ['lambda:UpdateFunctionCode', things.function],
    ['lambda:AddPermission', things.function],
  ),
  taking(
    {
      record: 'sagemaker-004',
      title: 'Opens a notebook',
      does: 'Gets a link into a SageMaker notebook, in which it runs code.',
      ...ofNotebook,
    },
    ['sagemaker:CreatePresignedNotebookInstanceUrl', things.notebook],
  ),
  taking(
    {
      record: 'sagemaker-005',
      title: 'Changes the start-up commands of a notebook',
      does: 'Stops a SageMaker notebook, gives it start-up commands of its own, and starts it again.',
      ...ofNotebook,
    },
    ['sagemaker:CreateNotebookInstanceLifecycleConfig', things.notebookLifecycle],
    ['sagemaker:StopNotebookInstance', things.notebook],
    ['sagemaker:UpdateNotebookInstance', things.notebook],
    ['sagemaker:StartNotebookInstance', things.notebook],
  ),
  taking(
    {
      record: 'ssm-001',
      title: 'Opens a shell on a machine',
      does: 'Starts a Systems Manager session on a machine, and has the role that the machine has.',
      ...ofManagedMachine,
    },
    ['ssm:StartSession', things.managedMachine],
  ),
  taking(
    {
      record: 'ssm-002',
      title: 'Runs a command on a machine',
      does: 'Has Systems Manager run a command of its own on a machine, with the role that the machine has.',
      ...ofManagedMachine,
    },
    ['ssm:SendCommand', things.managedMachine],
    ['ssm:SendCommand', things.commandDocument],
  ),
];
