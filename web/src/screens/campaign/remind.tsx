import { useWrite } from '../../api/queries.ts';
import type { RouteOutput } from '../../api/route-table.ts';
import { Button } from '../../components/button.tsx';
import { Callout } from '../../components/callout.tsx';
import { t } from '../../text/campaigns.ts';

/** Reminds whoever still has items open, by the channels that they chose, and says whom none reaches. */
export function Remind({ campaign }: { readonly campaign: RouteOutput<'campaigns.show'>['id'] }) {
  const remind = useWrite('notifications.remind-campaign');
  const { data, error, isPending } = remind;
  return (
    <>
      <Button icon="bell" isDisabled={isPending} onPress={() => remind.mutate({ campaign })}>
        {t('remindAll')}
      </Button>
      <p role="status" className="quiet">
        {data === undefined
          ? ''
          : [
              ...(data.told > 0 ? [t('remindedNow', { count: data.told })] : []),
              ...(data.alreadyTold > 0 ? [t('remindedBefore', { count: data.alreadyTold })] : []),
              ...(data.unreachable.length > 0 ? [t('remindedNot', { count: data.unreachable.length })] : []),
            ].join(' ') || t('remindedNobody')}
      </p>
      {error === null ? null : (
        <Callout tone="alarm">
          {error.message} {error.next}
        </Callout>
      )}
    </>
  );
}
