import { Button } from '../../components/button.tsx';
import { Select } from '../../components/select.tsx';
import { t } from '../../text/source-mapping.ts';
import {
  attributeOf,
  type DraftLine,
  type Field,
  type ProposedTable,
  type RecordKind,
} from './mapping-draft.ts';

/** No field is called so. */
const none = '-';

/** One column: some of its values, what it means, and why that is proposed. */
export function MappingLine({
  record,
  line,
  isFirst,
  about,
  fields,
  onChange,
  onSecond,
}: {
  readonly record: RecordKind;
  readonly line: DraftLine;
  /** Of the lines of its column: the one that tells of the column. */
  readonly isFirst: boolean;
  readonly about: ProposedTable['columns'][number] | undefined;
  readonly fields: readonly Field[];
  readonly onChange: (line: DraftLine) => void;
  readonly onSecond: () => void;
}) {
  const { column, field, means } = line;
  const attribute = attributeOf(record, column);
  const closed = fields.find(({ name }) => name === field)?.words;
  const proposed = about?.fields.find((each) => each.field === field);
  return (
    <tr>
      <td>
        {isFirst ? (
          <>
            <b className="mono breaks">{column}</b>
            {about === undefined ? null : <Samples about={about} />}
          </>
        ) : (
          <span className="quiet breaks">{t('alsoOf', { column })}</span>
        )}
      </td>
      <td>
        <Select
          label={t('meansOf', { column })}
          labelHidden
          value={field ?? none}
          onChange={(chosen) => onChange({ ...line, field: chosen === none ? undefined : chosen })}
          choices={[
            { id: none, label: t('columnNotRead') },
            ...fields.map(({ name, isNeeded }) => ({
              id: name,
              label: name,
              ...(isNeeded ? { note: t('isNeeded') } : {}),
            })),
            ...(attribute === undefined ? [] : [{ id: attribute, label: t('asAttribute') }]),
          ]}
        />
        {closed === undefined || closed === null ? null : (
          <Words
            words={[...new Set([...(about?.words ?? []), ...means.keys()])]}
            closed={closed}
            means={means}
            onMean={(word, meaning) => onChange({ ...line, means: new Map([...means, [word, meaning]]) })}
          />
        )}
        {field === undefined ? null : (
          <Button look="bare" onPress={onSecond}>
            {t('alsoMeans')}
          </Button>
        )}
      </td>
      <td className="soft breaks">
        {proposed?.because ?? (field === undefined ? (about?.left ?? '') : t('chosenByHand'))}
      </td>
    </tr>
  );
}

function Samples({ about }: { readonly about: ProposedTable['columns'][number] }) {
  if (about.isHidden) return <p className="quiet">{t('hidden')}</p>;
  return (
    <ul className="samples" aria-label={t('samplesOf', { column: about.column })}>
      {about.samples.map((sample) => (
        <li key={sample} className="quiet mono breaks">
          {sample}
        </li>
      ))}
    </ul>
  );
}

/** What each word of the column means, where the field takes only words of its own. */
function Words({
  words,
  closed,
  means,
  onMean,
}: {
  readonly words: readonly string[];
  readonly closed: readonly string[];
  readonly means: ReadonlyMap<string, string>;
  readonly onMean: (word: string, meaning: string) => void;
}) {
  const strange = words.filter((word) => !closed.includes(word));
  if (strange.length === 0) return null;
  return (
    <ul className="mapping-words">
      {strange.map((word) => (
        <li key={word}>
          <Select
            label={t('wordMeans', { word })}
            value={means.get(word)}
            placeholder={t('chooseMeaning')}
            onChange={(meaning) => onMean(word, meaning)}
            choices={closed.map((each) => ({ id: each, label: each }))}
          />
        </li>
      ))}
    </ul>
  );
}
