import { Link } from '@tanstack/react-router';
import type { RouteOutput } from '../../api/route-table.ts';
import { Callout } from '../../components/callout.tsx';
import { Disclosure } from '../../components/disclosure.tsx';
import { t } from '../../text/findings.ts';

export type FiledOne = RouteOutput<'findings.file'>['items'][number];
type Weighed = RouteOutput<'findings.weigh'>['items'];

/** What became of each: what was not filed first, with why. */
export function Outcomes({
  filed,
  weighed,
  onOpen,
}: {
  readonly filed: readonly FiledOne[];
  readonly weighed: Weighed;
  readonly onOpen: () => void;
}) {
  const titles = new Map(weighed.map(({ finding, title }) => [finding, title]));
  const refused = filed.flatMap((each) => (each.is === 'refused' ? [each] : []));
  const cases = filed.flatMap((each) => (each.is === 'refused' ? [] : [each]));
  const open = cases.filter(({ is }) => is === 'open').length;
  return (
    <>
      {refused.length === 0 ? null : (
        <Callout tone="attn">
          <b>{t('notFiled', { count: refused.length })}</b>
          <ul className="outcome-list">
            {refused.map(({ finding, why }) => (
              <li key={finding}>
                <span>{titles.get(finding) ?? finding}</span>
                <span className="soft">
                  {why.message} {why.next}
                </span>
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {open === 0 ? null : <p className="soft">{t('wasOpen', { count: open })}</p>}
      <Disclosure summary={t('filed', { count: cases.length - open })} isOpen={cases.length <= 8}>
        <ul className="outcome-list">
          {cases.slice(0, 200).map(({ finding, proposal }) => (
            <li key={finding}>
              <Link to="/proposals/$id" params={{ id: proposal }} onClick={onOpen}>
                {titles.get(finding) ?? proposal}
              </Link>
            </li>
          ))}
        </ul>
      </Disclosure>
    </>
  );
}
