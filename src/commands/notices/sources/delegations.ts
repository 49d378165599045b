import { namesOfPeople } from '../../people-names.ts';
import type { NoticeSource } from '../notice-source.ts';

/** Whoever was lent somebody's authority is told: from then on things wait for them. */
export const delegationsGiven: NoticeSource = {
  name: 'delegations',
  async look(system, { since, now }) {
    const all = await system.delegations.all();
    const given = all.filter((one) => one.since >= since && one.endedAt === null && one.end > now);
    const named = await namesOfPeople(
      system,
      given.map(({ from }) => from),
    );
    const names = new Map(named.ok ? named.value.items.map(({ id, name }) => [id, name]) : []);
    return given.map((one) => ({
      notice: {
        kind: 'delegation.given',
        about: one.entry,
        title: `${names.get(one.from) ?? one.from}, from ${one.start.slice(0, 10)} until ${one.end.slice(0, 10)}`,
        why: `What waits for them waits for you as well. They say why: ${one.reason}`,
        since: one.since,
        due: null,
        otherwise: null,
        path: '/delegations',
      },
      people: [one.to],
      cause: one.entry,
    }));
  },
};
