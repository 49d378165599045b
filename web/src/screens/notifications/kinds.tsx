import type { RouteOutput } from '../../api/route-table.ts';
import { Card } from '../../components/card.tsx';
import { Tag } from '../../components/tag.tsx';
import { t } from '../../text/notifications.ts';

type Kind = RouteOutput<'notifications.preferences'>['kinds'][number];

const timing = { 'at once': 'timing_atOnce', soon: 'timing_soon', digest: 'timing_digest' } as const;

/** Every kind of notice: what authority it has, and when it comes. */
export function Kinds({ kinds }: { readonly kinds: readonly Kind[] }) {
  return (
    <Card title={t('kinds')} note={t('kindsNote')}>
      <p className="soft prose">{t('authorityWhy')}</p>
      <ul className="notice-kinds">
        {kinds.map((kind) => (
          <li key={kind.kind}>
            <span>{kind.words}</span>
            <Tag>{t(`authority_${kind.authority}`)}</Tag>
            <span className="quiet">{t(timing[kind.timing])}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
