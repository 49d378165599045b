import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take minutes, longest first. */
const minutes = [
  'long/enforcement-kill.test.ts',
  'long/start-kill.test.ts',
  'long/large-estate.test.ts',
  'long/story/campaign.test.ts',
  'long/story/lives.test.ts',
  'long/aws-evaluation.test.ts',
  'long/big-input.test.ts',
  'long/story/faults.test.ts',
  'long/browser/governing.test.ts',
  'long/story/start-stop.test.ts',
  'long/browser/identities.test.ts',
  'long/browser/adversity.test.ts',
  'long/browser/queue.test.ts',
  'long/activity-fuzz.test.ts',
  'long/story/request-access.test.ts',
  'long/browser/paths.test.ts',
  'long/story/expiry.test.ts',
  'long/database-url.test.ts',
  'long/aws-policy-fuzz.test.ts',
  'long/directory-fuzz.test.ts',
  'long/kubernetes-fuzz.test.ts',
  'long/api-fuzz.test.ts',
  'long/story/ldap.test.ts',
  'story/refusals.test.ts',
];
const place = ({ moduleId }: TestSpecification): number => {
  const at = minutes.findIndex((name) => moduleId.endsWith(`/test/${name}`));
  return at === -1 ? minutes.length : at;
};

/** Two files run at a time: what takes longest is begun first, so that it does not run alone at the end. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) =>
      a.project.name === b.project.name ? place(a) - place(b) : 0,
    );
  }
}
