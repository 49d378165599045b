import { t } from '../text/pieces.ts';
import { Button } from './button.tsx';

/** Below a list that has another page; nothing where it has none. */
export function MoreButton({
  hasMore,
  isLoadingMore,
  onMore,
}: {
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}) {
  return hasMore ? (
    <Button look="bare" isDisabled={isLoadingMore} onPress={onMore}>
      {isLoadingMore ? t('loadingMore') : t('loadMore')}
    </Button>
  ) : null;
}
