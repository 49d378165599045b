import { isCertain, reachOf, resourcesReached } from '../../../src/estate/access/can.ts';
import { globMatches } from '../../../src/platform/glob.ts';
import { matchQuestion } from '../../../src/estate/access/match.ts';
import { whoReaches, type Reached } from '../../../src/estate/access/reach.ts';
import type { Observation } from '../../../src/model/index.ts';
import type { RelationQuestion } from './case-shape.ts';
import { graphOf } from './graph-of.ts';

export type Verdict = 'yes' | 'no' | 'depends';
/** What a question is answered with: of a list, who can for certain, and who depends. */
export type RelationAnswer =
  | { readonly answer: Verdict }
  | { readonly answer: readonly string[]; readonly depends: readonly string[] };

/** Other texts that a question's resource stands for, as the source's connector writes it. */
export type Spellings = (asked: { readonly action: string; readonly resource: string }) => readonly string[];

/** Answers all three kinds of question from one graph. */
export function answerer(
  all: readonly Observation[],
  spellings: Spellings = () => [],
): (question: RelationQuestion) => RelationAnswer {
  const { graph, nodeKeys, nodeOf } = graphOf(all);
  // what was not read and could deny is a doubt on every yes
  const doubted = all.some((o) => o.type === 'gap' && o.mayDeny === true);
  const verdictOf = (reached: Reached | undefined): Verdict =>
    reached === undefined ? 'no' : isCertain(reached) && !doubted ? 'yes' : 'depends';
  const listed = (found: readonly (readonly [string, Reached])[], among = '*'): RelationAnswer => {
    const of = (verdict: Verdict): readonly string[] =>
      found
        .flatMap(([key, reached]) => (verdictOf(reached) === verdict && globMatches(among, key) ? [key] : []))
        .toSorted();
    return { answer: of('yes'), depends: of('depends') };
  };
  const subjectNamed = (key: string): number => {
    const node = nodeOf(key);
    if (node === -1) throw new TypeError(`no account or group is called ${key}`);
    return node;
  };
  const matched = (action: string, resource: string) =>
    matchQuestion(graph, action, resource, spellings({ action, resource }));
  return (question) => {
    if ('check' in question) {
      const { subject, action, resource } = question.check;
      return { answer: verdictOf(reachOf(graph, subjectNamed(subject), matched(action, resource))) };
    }
    if ('list_subjects' in question) {
      const { action, resource, among } = question.list_subjects;
      const { reached } = whoReaches(graph, matched(action, resource), Infinity);
      return listed(
        reached.map((each) => [nodeKeys[each.path.node] ?? '', each]),
        among,
      );
    }
    const { subject, action, among } = question.list_resources;
    const found = resourcesReached(graph, subjectNamed(subject), action);
    return listed(
      found.map(({ resource, reached }) => [graph.resources.keys[resource] ?? '', reached]),
      among,
    );
  };
}

/** Whether the source knows what is asked for at all: a name that is misspelt is nobody's, which looks like a no. */
export function isKnown(
  all: readonly Observation[],
  question: RelationQuestion,
  spellings: Spellings = () => [],
): boolean {
  if ('list_resources' in question) return true;
  const { action, resource } = 'check' in question ? question.check : question.list_subjects;
  return (
    matchQuestion(graphOf(all).graph, action, resource, spellings({ action, resource })).sources.size > 0
  );
}

/** The same of what a case expects. */
export const expectedOf = (question: RelationQuestion): RelationAnswer =>
  'check' in question
    ? { answer: question.answer }
    : { answer: question.answer.toSorted(), depends: question.depends.toSorted() };
