// Logs of attack techniques as somebody else recorded them: by file, which acts they hold and which the description names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionOf, actorOf, targetsOf } from '../../../src/activity/event-view.ts';
import type { ActivityEvent } from '../../../src/activity/index.ts';
import { outcomeOf } from '../../../src/activity/profile/aspects.ts';
import { Profile } from '../../../src/activity/profile/profile.ts';
import { mapped } from '../../../src/activity/read-activity.ts';
import { opened } from '../../../src/activity/read/envelope.ts';
import type { ProfileShown } from '../../../src/model/index.ts';

export interface Recorded {
  /** `aws.persistence.iam-backdoor-user`, and its family: `persistence`. */
  readonly name: string;
  readonly family: string;
  readonly acts: readonly { readonly action: string; readonly target: string; readonly failed: boolean }[];
  /** One profile for each identity of the file. */
  readonly profiles: readonly ProfileShown[];
  /** Actions that the text on how to detect it does not name: what led up to it, and what cleaned up. */
  readonly setUp: ReadonlySet<string>;
}

const names = 1024;

export async function techniquesIn(docs: string): Promise<readonly Recorded[]> {
  const logs = join(docs, 'detonation-logs');
  return readdirSync(logs)
    .toSorted()
    .map((file) => {
      const name = file.replace(/\.json$/, '');
      const events = eventsOf(JSON.parse(readFileSync(join(logs, file), 'utf8')));
      const byActor = new Map<string, Profile>();
      for (const event of events) {
        const actor = actorOf(event)?.key ?? '';
        const profile = byActor.get(actor) ?? new Profile(names);
        byActor.set(actor, profile);
        profile.add(event);
      }
      const text = readFileSync(join(docs, 'attack-techniques', 'AWS', `${name}.md`), 'utf8');
      const how = /## Detection([^]*?)(?=\n## |$)/.exec(text)?.[1] ?? '';
      const actions = [...new Set(events.map(actionOf))];
      const isNamed = (action: string): boolean =>
        how.includes((action.split(' ')[1] ?? action).replace(/\d{8}(v\d+)?$/, ''));
      return {
        name,
        family: name.split('.')[1] ?? '',
        acts: events.map((event) => ({
          action: actionOf(event),
          target: targetsOf(event)[0] ?? 'account',
          failed: outcomeOf(event) === 'failure',
        })),
        profiles: [...byActor.values()].map((profile) => profile.shown(names)),
        setUp: new Set(actions.some(isNamed) ? actions.filter((action) => !isNamed(action)) : []),
      };
    });
}

export const eventsOf = (document: unknown): readonly ActivityEvent[] =>
  [...opened(document)].flatMap((raw) => {
    const result = mapped(raw, { fingerprint: () => 'fingerprint' });
    return result.is === 'event' ? [result.event] : [];
  });
