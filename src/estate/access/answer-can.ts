import { done, refuse, type Result } from '../../model/index.ts';
import { gapsOf, limitsOf } from '../gaps.ts';
import { holderOf, type Answering } from './answer-who-can.ts';
import type { AccessEngine, Can } from './answers.ts';
import { reachOf } from './can.ts';
import { doubtsOf } from './doubts.ts';
import { isAccount, type AccessGraph } from './graph.ts';
import { matchQuestion } from './match.ts';
import { placeOf, wasNotThere } from './place-of.ts';
import { fetchPaths } from './tell-path.ts';

/** Whether one account or group can: what who-can would say of it, and why not. */
export async function answerCan(
  { database, aws, resident }: Answering,
  { identity, action, resource, also, now }: Parameters<AccessEngine['can']>[0],
): Promise<Result<Can>> {
  const { graph, labels } = resident;
  const { sourceNo, node } = await placeOf(database, graph, identity);
  if (node === -1) return wasNotThere(identity);
  const matched = matchQuestion(graph, action, resource, also);
  if (matched.sources.size === 0)
    return refuse(
      'not_found',
      `No source that was read knows a resource \`${resource}\`.`,
      'Look for it by a part of its name: `countersign who-can ACTION "*PART*"`.',
    );
  const isOne = ({ node: other }: { readonly node: number }): boolean => other === node;
  const all = await aws.whoCan(graph, matched, { action, resource, now });
  // a group asks for nothing itself, so its rights are looked at
  const isEvaluated = all?.sources.has(sourceNo) === true && isAccountNode(graph, node);
  const evaluated = isEvaluated ? all : undefined;
  const found =
    evaluated === undefined
      ? reachOf(graph, node, matched)
      : evaluated.holders.find(({ path }) => isOne(path));
  await fetchPaths(
    database,
    { graph, labels },
    {
      paths: found === undefined ? [] : [found.path],
      grants: found !== undefined && 'denies' in found ? found.denies : [],
      nodes: [node],
    },
  );
  const gaps = await gapsOf(database, { version: graph.version });
  const frame = { identity: labels.of('node', node).ref, notRead: gaps, version: graph.version };
  if (found !== undefined) {
    const { account: _, ...answer } = holderOf(
      { graph, labels },
      found,
      doubtsOf(gaps, await limitsOf(database, graph.version)),
    );
    return done({ ...frame, answer });
  }
  const { dependsOn } = all?.open.find(isOne) ?? {
    dependsOn: isAccountNode(graph, node) ? [] : await aws.unreadOf(graph, sourceNo, identity.key),
  };
  if (dependsOn.length > 0) return done({ ...frame, answer: { verdict: 'depends', dependsOn, path: [] } });
  const denied = evaluated?.denied.find(isOne);
  if (denied !== undefined)
    return done({
      ...frame,
      answer: {
        verdict: 'no',
        because: 'a policy of its own allows it, and this takes it away',
        decidedBy: denied.decidedBy,
      },
    });
  const because = matched.sources.has(sourceNo)
    ? 'nothing that was read gives it'
    : 'its source knows no resource of this name';
  return done({ ...frame, answer: { verdict: 'no', because } });
}

const isAccountNode = ({ nodeFlags }: AccessGraph, node: number): boolean =>
  ((nodeFlags[node] ?? 0) & isAccount) !== 0;
