import { listSources } from '../../../estate/index.ts';
import { holdsKept } from '../../../lifecycle/index.ts';
import { isSubjectId, type Instant } from '../../../model/index.ts';
import { mostOfALook, type NoticeSource } from '../notice-source.ts';

/** Batches of joiners, movers and leavers that are too large to follow without a person. */
export const livesHeld: NoticeSource = {
  name: 'lives held',
  async look({ database }) {
    return (await holdsKept(database, 'held')).map((hold) => ({
      notice: {
        kind: 'breaker.held',
        about: hold.id,
        title: `${hold.events} changes in ${hold.source}`,
        why: hold.because,
        since: hold.at,
        due: null,
        otherwise: null,
        path: '/lives',
      },
      people: [],
      roles: ['governor', 'security', 'manager'],
      cause: hold.entry,
    }));
  },
};

/** Sources that paused by themselves because they shrank: nothing of them is believed until a person looks. */
export const sourcesPaused: NoticeSource = {
  name: 'sources paused',
  async look({ database }, { now }) {
    return (await listSources(database)).flatMap(({ id, state, lastCompleteRead }) =>
      state.is === 'paused' && state.by === 'shrinking'
        ? [
            {
              notice: {
                kind: 'breaker.held' as const,
                about: `${id} ${lastCompleteRead?.number ?? 0}`,
                title: `source ${id} is paused`,
                why: state.because,
                since: now,
                due: null,
                otherwise: null,
                path: '/sources',
              },
              people: [],
              roles: ['administrator' as const, 'security' as const],
            },
          ]
        : [],
    );
  },
};

/** Rollouts and undoings that stopped because too much of them was not proven: who wished for them. */
export const rolloutsStopped: NoticeSource = {
  name: 'rollouts stopped',
  async look({ database }) {
    const rows = await database.query<{
      readonly id: string;
      readonly title: string;
      readonly by: string;
      readonly because: string | null;
      readonly at: Instant;
    }>(
      `select id, title, wished_by as by, because, created_at as at from review.rollout
        where state = 'stopped' and because is not null order by created_at desc limit $1`,
      [mostOfALook],
    );
    return rows.map(({ id, title, by, because, at }) => ({
      notice: {
        kind: 'breaker.held',
        about: id,
        title,
        why: because ?? '',
        since: at,
        due: null,
        otherwise: null,
        path: `/rollouts/${id}`,
      },
      people: isSubjectId(by) ? [by] : [],
    }));
  },
};
