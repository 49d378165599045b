import { listSources } from '../../estate/index.ts';
import type { AccountView, EstateRef } from '../../model/index.ts';
import type { Queryable } from '../../platform/store/index.ts';
import type { BehaviourReader } from '../behaviour.ts';
import { consumersOf, type ConsumerMap } from './consumers-of.ts';

/** Works out who uses an account. Review and enforcer ask the same code, each on its own connection. */
export interface ConsumerReader {
  of(on: Queryable, account: AccountView): Promise<ConsumerMap>;
}

/** More who may become one account than this are only said to be there. */
const most = 50;

export const consumerReader = (behaviour: BehaviourReader): ConsumerReader => ({
  async of(on, account) {
    const { source, key } = account.ref;
    const [seen] = await (await behaviour.now()).of([{ source, key }]);
    const becoming = await on.query<EstateRef & { via: string }>(
      `select 'account' as entity, s.id as source, a.key, a.name, min(m.via) as via
         from estate.memberships m join sources.source s on s.no = m.source_no
         join estate.accounts own on own.source_no = m.source_no and own.key_hash = m.group_hash and own.valid_to_read is null
         join estate.accounts a on a.source_no = m.source_no and a.key_hash = m.member_hash and a.valid_to_read is null
        where s.id = $1 and own.key = $2 and m.via in ('assume', 'set_role', 'member') and m.valid_to_read is null
        group by s.id, a.key, a.name order by a.key limit $3`,
      [source, key, most + 1],
    );
    const sources = (await listSources(on)).map(({ id, connector }) => ({ id: String(id), connector }));
    return consumersOf({
      account,
      seen: seen ?? null,
      mayBecome: becoming.slice(0, most).map(({ via, entity, source: of, key: own, name }) => ({
        via,
        ref: { entity, source: of, key: own, name },
      })),
      isMore: becoming.length > most,
      sources,
    });
  },
});
