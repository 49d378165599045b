import { Button } from '../../components/button.tsx';
import { number } from '../../text/format.ts';
import { t } from '../../text/findings.ts';

/** What is selected, how many that is, and what can be done with all of it. */
export function SelectionBar({
  count,
  isAll,
  isLeast,
  allThere,
  onAll,
  onFile,
  onAccept,
  onClear,
}: {
  readonly count: number;
  readonly isAll: boolean;
  /** There are more than were counted. */
  readonly isLeast: boolean;
  readonly allThere?: number;
  readonly onAll?: () => void;
  readonly onFile?: () => void;
  readonly onAccept?: () => void;
  readonly onClear: () => void;
}) {
  return (
    <section className="selection-bar" aria-label={t('select')}>
      <output>
        <b>
          {!isAll
            ? t('selected', { count })
            : isLeast
              ? t('allSelectedAtLeast', { count: number(count) })
              : t('allSelected', { count: number(count) })}
        </b>
      </output>
      {onAll === undefined || allThere === undefined ? null : (
        <Button look="bare" onPress={onAll}>
          {t('selectAll', { count: number(allThere) })}
        </Button>
      )}
      <span className="end">
        <Button look="bare" onPress={onClear}>
          {t('clear')}
        </Button>
        <Button shortcut="A" isDisabled={onAccept === undefined} onPress={() => onAccept?.()}>
          {t('acceptMany')}
        </Button>
        <Button look="ink" shortcut="P" isDisabled={onFile === undefined} onPress={() => onFile?.()}>
          {t('proposeMany')}
        </Button>
      </span>
    </section>
  );
}
