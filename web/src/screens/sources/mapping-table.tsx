import { useEffect, useRef } from 'react';
import { Select, type Choice } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { t } from '../../text/source-mapping.ts';
import {
  constantFields,
  fieldsOf,
  problemsOf,
  withConstant,
  withLine,
  withRecord,
  withSecond,
  type Draft,
  type DraftTable,
  type Proposed,
} from './mapping-draft.ts';
import { MappingLine } from './mapping-line.tsx';

/** What each column of each file could mean, to be read, corrected and then accepted. */
export function MappingTable({
  proposed,
  draft,
  onChange,
}: {
  readonly proposed: Proposed;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}) {
  const top = useRef<HTMLElement>(null);
  // it comes below what was typed: whoever waited for it is shown where it is
  useEffect(() => {
    // some browsers answer with a promise, which is nothing to tidy up by
    top.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <section ref={top} className="mapping" aria-label={t('proposedTitle')}>
      <div className="callout" role="status">
        <div className="stack-s">
          <p className="medium">{t('proposedTitle')}</p>
          <p className="soft">{t('proposedWhy')}</p>
        </div>
      </div>
      {draft.map((table, at) => (
        <OneTable
          key={table.from.file}
          proposed={proposed}
          table={table}
          onChange={(next) => onChange(draft.map((each, n) => (n === at ? next : each)))}
        />
      ))}
    </section>
  );
}

/** No kind of record and no word is called so. */
const none = '-';

function OneTable({
  proposed,
  table,
  onChange,
}: {
  readonly proposed: Proposed;
  readonly table: DraftTable;
  readonly onChange: (table: DraftTable) => void;
}) {
  const { from, record } = table;
  const problems = problemsOf(proposed, table);
  const alike = constantFields(proposed, table);
  return (
    <section className="mapping-file" aria-label={from.file}>
      <div className="mapping-head">
        <h3 className="mono breaks">{from.file}</h3>
        <Select
          label={t('readAs', { file: from.file })}
          labelHidden
          value={record ?? none}
          onChange={(chosen) =>
            onChange(
              withRecord(proposed, table, proposed.records.find((each) => each.record === chosen)?.record),
            )
          }
          choices={[
            { id: none, label: t('fileNotRead') },
            ...proposed.records.map((each) => ({ id: each.record, label: t(`kind_${each.record}`) })),
          ]}
        />
      </div>
      {from.why === null ? null : <p className="soft breaks">{t('leftFile', { why: from.why })}</p>}
      {record === undefined ? null : (
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <div className="table-scroll" tabIndex={0} role="group" aria-label={from.file}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('column')}</th>
                  <th scope="col">{t('means')}</th>
                  <th scope="col">{t('because')}</th>
                </tr>
              </thead>
              <tbody>
                {table.lines.map((line, at) => (
                  <MappingLine
                    // oxlint-disable-next-line react/no-array-index-key -- one column may have several lines
                    key={`${line.column} ${at}`}
                    record={record}
                    line={line}
                    isFirst={table.lines.findIndex((each) => each.column === line.column) === at}
                    about={from.columns.find(({ column }) => column === line.column)}
                    fields={fieldsOf(proposed, record)}
                    onChange={(next) => onChange(withLine(table, at, next))}
                    onSecond={() => onChange(withSecond(table, at))}
                  />
                ))}
              </tbody>
            </table>
          </div>
          {from.moreColumns === 0 ? null : (
            <p className="quiet">{t('moreColumns', { count: from.moreColumns })}</p>
          )}
          {alike.length === 0 ? null : (
            <fieldset className="mapping-constants">
              <legend className="label">{t('constants')}</legend>
              {alike.map(({ name, words }) => (
                <Constant
                  key={name}
                  name={name}
                  words={words}
                  value={table.constants.get(name) ?? ''}
                  onChange={(text) => onChange(withConstant(table, name, text))}
                />
              ))}
            </fieldset>
          )}
          <p className="field-problem" role="status">
            {[
              ...(problems.needed.length === 0 ? [] : [t('needs', { fields: problems.needed.join(', ') })]),
              ...(problems.twice.length === 0 ? [] : [t('saidTwice', { fields: problems.twice.join(', ') })]),
            ].join(' ')}
          </p>
        </>
      )}
    </section>
  );
}

function Constant({
  name,
  words,
  value,
  onChange,
}: {
  readonly name: string;
  readonly words: readonly string[] | null;
  readonly value: string;
  readonly onChange: (text: string) => void;
}) {
  if (words === null)
    return <TextField label={name} value={value} onChange={onChange} mono maxLength={4096} />;
  const choices: readonly Choice[] = [
    { id: none, label: t('notSaid') },
    ...words.map((word) => ({ id: word, label: word })),
  ];
  return (
    <Select
      label={name}
      value={value === '' ? none : value}
      onChange={(chosen) => onChange(chosen === none ? '' : chosen)}
      choices={choices}
    />
  );
}
