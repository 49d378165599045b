import type { RouteOutput } from '../../api/route-table.ts';
import type { Column } from '../../components/data-table/index.ts';
import { When } from '../../components/when.tsx';
import { t } from '../../text/decide.ts';
import { inert } from '../../text/inert.ts';
import type { Answer } from './answers.ts';

export type Item = RouteOutput<'proposals.list'>['items'][number];

/** Without `onAnswer` the answers cannot be given: whoever may not sign only looks. */
export const columnsWith = (
  answers: ReadonlyMap<string, Answer>,
  onAnswer: ((item: Item, answer: Answer) => void) | undefined,
): readonly Column<Item>[] => [
  {
    id: 'case',
    header: t('case'),
    cell: (item) => (
      <span className="two">
        <b>{inert(item.title)}</b>
        <span className="soft">
          <span className="mono">{item.id.slice(0, 12)}</span> · <When at={item.createdAt} />
        </span>
      </span>
    ),
  },
  ...(onAnswer === undefined
    ? []
    : [
        {
          id: 'answer',
          header: t('answer'),
          width: 210,
          align: 'end' as const,
          cell: (item: Item) => (
            <div
              className="seg answers"
              role="group"
              aria-label={t('answerTo', { title: inert(item.title) })}
            >
              {(['approve', 'reject'] as const).map((each) => (
                <button
                  key={each}
                  type="button"
                  aria-pressed={answers.get(item.id) === each}
                  onClick={() => onAnswer(item, each)}
                >
                  {t(each)}
                </button>
              ))}
            </div>
          ),
        },
      ]),
];
