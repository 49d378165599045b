/** What each technique takes, what it gives and to whom, written down once more, apart from the techniques themselves. */
export interface TechniqueCase {
  readonly record: string;
  readonly actor: 'user' | 'role';
  readonly actions: readonly string[];
  /** Becomes the administrator, a group, or a principal whose ARN has this in it. */
  readonly gains: string;
  /** Words of what the estate cannot hold; none: with its rights alone it is sure. */
  readonly presumes?: string;
}

const lines = `
apprunner-001 user svc/tasks iam:PassRole apprunner:CreateService
apprunner-002 user svc/tasks apprunner:UpdateService ? an App Runner service
bedrock-001 user svc/bedrock-agentcore iam:PassRole bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter
bedrock-002 role svc/bedrock-agentcore bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter ? code interpreter
cloudformation-001 user svc/cloudformation iam:PassRole cloudformation:CreateStack
cloudformation-002 user svc/cloudformation cloudformation:UpdateStack ? a CloudFormation stack
cloudformation-003 user svc/cloudformation iam:PassRole cloudformation:CreateStackSet cloudformation:CreateStackInstances
cloudformation-004 user svc/cloudformation iam:PassRole cloudformation:UpdateStackSet ? stack set
cloudformation-005 role svc/cloudformation cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet ? a CloudFormation stack
codebuild-001 user svc/codebuild iam:PassRole codebuild:CreateProject codebuild:StartBuild
codebuild-002 user svc/codebuild codebuild:StartBuild ? a CodeBuild project
codebuild-003 user svc/codebuild codebuild:StartBuildBatch ? a CodeBuild project
codebuild-004 role svc/codebuild iam:PassRole codebuild:CreateProject codebuild:StartBuildBatch
datapipeline-001 user svc/datapipeline iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline
ec2-001 user svc/ec2 iam:PassRole ec2:RunInstances
ec2-002 user svc/ec2 ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances ? an EC2 instance
ec2-003 user svc/ec2 iam:PassRole ec2:RequestSpotInstances
ec2-004 user svc/ec2 ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate ? launch template
ec2instanceconnect-003 user svc/ec2 ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances ? EC2 instance that it can reach
ecs-001 user svc/ecs-tasks iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService
ecs-002 role svc/ecs-tasks iam:PassRole ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask
ecs-003 user svc/ecs-tasks iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService ? an ECS cluster
ecs-004 user svc/ecs-tasks iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask ? an ECS cluster
ecs-005 user svc/ecs-tasks iam:PassRole ecs:RegisterTaskDefinition ecs:StartTask ? a machine in it
glue-001 user svc/glue iam:PassRole glue:CreateDevEndpoint
glue-002 user svc/glue glue:UpdateDevEndpoint ? development endpoint
glue-003 user svc/glue iam:PassRole glue:CreateJob glue:StartJobRun
glue-004 role svc/glue iam:PassRole glue:CreateJob glue:CreateTrigger
glue-005 user svc/glue iam:PassRole glue:UpdateJob glue:StartJobRun ? a Glue job
glue-006 user svc/glue iam:PassRole glue:UpdateJob glue:CreateTrigger ? a Glue job
iam-001 user administrator iam:CreatePolicyVersion
iam-002 user user/ops/without-password iam:CreateAccessKey
iam-003 user user/ops/with-password iam:CreateAccessKey iam:DeleteAccessKey
iam-004 user user/ops/without-password iam:CreateLoginProfile
iam-005 role administrator iam:PutRolePolicy
iam-006 user user/ops/with-password iam:UpdateLoginProfile
iam-007 user administrator iam:PutUserPolicy
iam-008 user administrator iam:AttachUserPolicy
iam-009 role administrator iam:AttachRolePolicy
iam-010 user administrator iam:AttachGroupPolicy
iam-011 user administrator iam:PutGroupPolicy
iam-012 user role/target iam:UpdateAssumeRolePolicy
iam-013 user group/admins iam:AddUserToGroup
iam-014 user administrator iam:AttachRolePolicy sts:AssumeRole
iam-015 user administrator iam:AttachUserPolicy iam:CreateAccessKey
iam-016 user administrator iam:CreatePolicyVersion sts:AssumeRole
iam-017 role administrator iam:PutRolePolicy sts:AssumeRole
iam-018 user administrator iam:PutUserPolicy iam:CreateAccessKey
iam-019 user administrator iam:AttachRolePolicy iam:UpdateAssumeRolePolicy
iam-020 user administrator iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy
iam-021 user administrator iam:PutRolePolicy iam:UpdateAssumeRolePolicy
lambda-001 user svc/lambda iam:PassRole lambda:CreateFunction lambda:InvokeFunction
lambda-002 user svc/lambda iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping ? a queue or stream
lambda-003 user svc/lambda lambda:UpdateFunctionCode ? something invokes it
lambda-004 user svc/lambda lambda:UpdateFunctionCode lambda:InvokeFunction ? a Lambda function
lambda-005 user svc/lambda lambda:UpdateFunctionCode lambda:AddPermission ? a Lambda function
lambda-006 user svc/lambda iam:PassRole lambda:CreateFunction lambda:AddPermission
sagemaker-001 user svc/sagemaker iam:PassRole sagemaker:CreateNotebookInstance ? may also open
sagemaker-002 user svc/sagemaker iam:PassRole sagemaker:CreateTrainingJob
sagemaker-003 user svc/sagemaker iam:PassRole sagemaker:CreateProcessingJob
sagemaker-004 user svc/sagemaker sagemaker:CreatePresignedNotebookInstanceUrl ? a SageMaker notebook
sagemaker-005 user svc/sagemaker sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance ? a SageMaker notebook
ssm-001 user svc/ec2 ssm:StartSession ? Systems Manager manages
ssm-002 role svc/ec2 ssm:SendCommand ? Systems Manager manages
sts-001 user role/target sts:AssumeRole
`;

export const techniqueCases: readonly TechniqueCase[] = lines
  .trim()
  .split('\n')
  .map((line) => {
    const [rights = '', presumes] = line.split(' ? ');
    const [record = '', actor, gains = '', ...actions] = rights.split(' ');
    return {
      record,
      actor: actor === 'role' ? 'role' : 'user',
      gains,
      actions,
      ...(presumes === undefined ? {} : { presumes }),
    };
  });

/** Services that a role of the made account trusts, one each. */
export const services: readonly string[] = [
  'tasks.apprunner.amazonaws.com',
  'bedrock-agentcore.amazonaws.com',
  'cloudformation.amazonaws.com',
  'codebuild.amazonaws.com',
  'datapipeline.amazonaws.com',
  'ec2.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'glue.amazonaws.com',
  'lambda.amazonaws.com',
  'sagemaker.amazonaws.com',
];
