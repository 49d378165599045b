import type { TechniqueSource } from '../becoming.ts';
import type { SourceAt } from '../source-at.ts';
import { pushesWorkflow } from './technique.ts';

/** Who may write to a repository can have a workflow run there; what that depends on, the reader says. */
export const githubTechniques: TechniqueSource<SourceAt> = {
  platform: 'github',
  techniques: [pushesWorkflow],
  *becoming({ memberships }) {
    for (const { number, from, to, via, conditions } of memberships)
      if (via === 'assume')
        yield {
          from: { is: 'node', node: from },
          to: { is: 'node', node: to },
          technique: pushesWorkflow,
          dependsOn: conditions,
          because: [{ row: 'membership', number }],
        };
  },
  *replaced({ memberships }) {
    for (const { number, via } of memberships) if (via === 'assume') yield number;
  },
};
