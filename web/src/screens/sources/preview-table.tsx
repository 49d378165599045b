import type { RouteOutput } from '../../api/route-table.ts';
import { Disclosure } from '../../components/disclosure.tsx';
import { Facts } from '../../components/facts.tsx';
import { GapList } from '../../components/gap-list.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/sources.ts';

type Preview = RouteOutput<'sources.preview'>;

/** What a read would bring: how many of each kind, the first of them, and what could not be read. */
export function PreviewTable({ preview }: { readonly preview: Preview }) {
  const { parts, isWhole, kinds, notRead, moreNotRead } = preview;
  return (
    <div className="stack-s" role="status">
      <p className="medium">{t('wouldRead')}</p>
      <p className="soft">{isWhole ? t('whole') : t('atLeast')}</p>
      {kinds.length === 0 ? (
        <p>{t('nothingFound')}</p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <div className="table-scroll" tabIndex={0} role="group" aria-label={t('wouldRead')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('kind')}</th>
                <th scope="col">{t('count')}</th>
                <th scope="col">{t('first')}</th>
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ kind, count, first }) => (
                <tr key={kind}>
                  <td>{kind}</td>
                  <td className="num">{isWhole ? number(count) : t('atLeastCount', { count })}</td>
                  <td className="mono breaks">{first.map(({ key, name }) => name ?? key).join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {parts === null ? null : <PartsSaid parts={parts} />}
      {notRead.length === 0 ? null : (
        <Disclosure summary={`${t('notRead')}: ${t('gaps', { count: notRead.length + moreNotRead })}`}>
          <GapList gaps={notRead} most={notRead.length} uncounted={moreNotRead} />
        </Disclosure>
      )}
    </div>
  );
}

/** Which file is read as what, field by field, as the source's own mapping says. */
function PartsSaid({ parts: { saidIn, files } }: { readonly parts: NonNullable<Preview['parts']> }) {
  return (
    <Disclosure summary={t('saidIn', { file: saidIn, count: files.length })}>
      <ul className="lines">
        {files.map(({ file, record, fields, moreFields }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- one file can be read as several records
          <li key={at} className="stack-s">
            <p>{t.rich('fileAs', { file: <b className="mono breaks">{file}</b>, record })}</p>
            <Facts
              rows={fields.map(({ field, from, isConstant }) => [
                field,
                isConstant ? (
                  t('constant', { value: from })
                ) : (
                  <span key={field} className="mono breaks">
                    {from}
                  </span>
                ),
              ])}
            />
            {moreFields === 0 ? null : <p className="quiet">{t('moreFields', { count: moreFields })}</p>}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
