import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { aws } from '../../src/connectors/aws/index.ts';
import { readWhole } from '../../src/connectors/kit/read-whole.ts';
import { useEscalation } from '../support/escalation-world.ts';

/** The export of an account that somebody made vulnerable on purpose, each user and role named for the way that it has. */
const corpora = process.env['COUNTERSIGN_CORPORA'];
const file =
  corpora === undefined
    ? undefined
    : join(corpora, 'aws-cloudsplaining', 'examples', 'files', 'example.json');
const skip =
  file !== undefined && existsSync(file)
    ? undefined
    : 'COUNTERSIGN_CORPORA is unset: an account that was made vulnerable is not tried';
if (skip !== undefined) process.stderr.write(`skipped: ${skip}\n`);

const both = ['user', 'role'];
/** What the names say, by technique; AddUserToGroup and the like are for users alone, role policies for roles. */
const named: readonly (readonly [name: string, record: string, kinds: readonly string[]])[] = [
  ['privesc1-CreateNewPolicyVersion', 'iam-001', both],
  ['privesc3-CreateEC2WithExistingInstanceProfile', 'ec2-001', both],
  ['privesc4-CreateAccessKey', 'iam-002', both],
  ['privesc5-CreateLoginProfile', 'iam-004', both],
  ['privesc6-UpdateLoginProfile', 'iam-006', both],
  ['privesc7-AttachUserPolicy', 'iam-008', ['user']],
  ['privesc8-AttachGroupPolicy', 'iam-010', ['user']],
  ['privesc9-AttachRolePolicy', 'iam-009', ['role']],
  ['privesc10-PutUserPolicy', 'iam-007', ['user']],
  ['privesc11-PutGroupPolicy', 'iam-011', ['user']],
  ['privesc12-PutRolePolicy', 'iam-005', ['role']],
  ['privesc13-AddUserToGroup', 'iam-013', ['user']],
  ['privesc14-UpdatingAssumeRolePolicy', 'iam-012', both],
  ['privesc15-PassExistingRoleToNewLambdaThenInvoke', 'lambda-001', both],
  ['privesc16-PassRoleToNewLambdaThenTriggerWithNewDynamo', 'lambda-002', both],
  ['privesc17-EditExistingLambdaFunctionWithRole', 'lambda-003', both],
  ['privesc18-PassExistingRoleToNewGlueDevEndpoint', 'glue-001', both],
  ['privesc19-UpdateExistingGlueDevEndpoint', 'glue-002', both],
  ['privesc20-PassExistingRoleToCloudFormation', 'cloudformation-001', both],
  ['privesc21-PassExistingRoleToNewDataPipeline', 'datapipeline-001', both],
  ['privesc-CloudFormationUpdateStack', 'cloudformation-002', both],
  ['privesc-codeBuildCreateProjectPassRole', 'codebuild-001', both],
  ['privesc-ec2InstanceConnect', 'ec2instanceconnect-003', both],
  ['privesc-sageMakerCreateNotebookPassRole', 'sagemaker-001', both],
  ['privesc-sageMakerCreateTrainingJobPassRole', 'sagemaker-002', both],
  ['privesc-sageMakerCreateProcessingJobPassRole', 'sagemaker-003', both],
  ['privesc-sageMakerCreatePresignedNotebookURL', 'sagemaker-004', both],
  ['privesc-ssmStartSession', 'ssm-001', both],
  ['privesc-ssmSendCommand', 'ssm-002', both],
  ['privesc-AssumeRole-starting', 'sts-001', ['role']],
  ['fn1-privesc3-partial', 'ec2-001', both],
  ['fn2-exploitableResourceConstraint', 'iam-001', both],
  ['fn3-exploitableConditionConstraint', 'iam-001', both],
  ['fn4-exploitableNotAction', 'lambda-001', both],
];

describe.skipIf(skip !== undefined)(
  `an account that was made vulnerable on purpose${skip === undefined ? '' : ` (${skip})`}`,
  () => {
    const world = useEscalation();
    let steps: ReadonlySet<string>;
    beforeAll(async () => {
      const { all } = await readWhole(aws, aws.locate(file ?? ''));
      await world.take('cloud', 'aws', all);
      const lines = await world.opened(({ technique }) => technique.platform === 'aws');
      steps = new Set(lines.map((line) => line.split(' → ')[0] ?? ''));
    });

    it('is found by every way that its users and roles are named for', () => {
      const missed = named.flatMap(([name, record, kinds]) =>
        kinds.map((kind) => `${name}-${kind}: aws-${record}`).filter((each) => !steps.has(each)),
      );
      expect(missed).toEqual([]);
    });

    it('has none where a Deny or a resource closes it, and is in doubt where only the age of a session does', () => {
      const told = [...steps].filter((each) => /^fp[1-5]-/.test(each));
      expect(told.toSorted()).toEqual([
        'fp5-nonExploitableConditionConstraint-role: aws-iam-001',
        'fp5-nonExploitableConditionConstraint-user: aws-iam-001',
      ]);
    });
  },
);
