import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that take minutes, longest first. */
const minutes = [
  'start-kill.test.ts',
  'enforcement-kill.test.ts',
  'big-input.test.ts',
  'large-estate.test.ts',
  'story/faults.test.ts',
  'story/start-stop.test.ts',
  'browser/governing.test.ts',
  'browser/queue.test.ts',
  'browser/adversity.test.ts',
];
const place = ({ moduleId }: TestSpecification): number => {
  const at = minutes.findIndex((name) => moduleId.endsWith(`/test/long/${name}`));
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
