import type { RouteOutput } from '../../api/route-table.ts';
import { Callout } from '../../components/callout.tsx';
import { Identifier } from '../../components/identifier.tsx';
import { t } from '../../text/lives.ts';

/** Too many events of a kind at once: nothing follows until a person answers. */
export function Holds({ holds }: { readonly holds: RouteOutput<'lifecycle.timeline'>['holds'] }) {
  return holds
    .filter(({ state }) => state === 'held')
    .map(({ id, source, because, events }) => (
      <Callout key={id} tone="attn">
        <b>{t('held', { count: events })}</b>
        <br />
        {t('heldWhy', { source, because })}
        <br />
        {t('heldHow')} <Identifier>{`countersign lifecycle release ${id} --reason TEXT`}</Identifier>
      </Callout>
    ));
}
