import { useOnline } from '../api/online.ts';
import { useStanding } from '../api/standing.ts';
import { Icon } from '../components/icon.tsx';
import { t } from '../text/shell.ts';

/** What is true of every page at this moment and must not be overlooked: no connection, observe only, a demo. */
export function Banners() {
  const standing = useStanding();
  const isOnline = useOnline();
  return (
    <BannersOf
      offline={!isOnline}
      observeOnly={standing?.observeOnly ?? false}
      demo={standing?.demo ?? false}
    />
  );
}

/** The same, of given facts. */
export function BannersOf(on: {
  readonly offline: boolean;
  readonly observeOnly: boolean;
  readonly demo: boolean;
}) {
  return (
    <>
      <output>
        {on.offline ? (
          <p className="banner attn">
            <Icon name="offline" />
            <span>
              <b>{t('offline')}</b> {t('offlineWhy')}
            </span>
          </p>
        ) : null}
      </output>
      {on.observeOnly ? (
        <p className="banner">
          <Icon name="eye" />
          <span>
            <b>{t('observeOnly')}</b> {t('observeOnlyWhy')}
          </span>
        </p>
      ) : null}
      {on.demo ? (
        <p className="banner quiet">
          <Icon name="info" />
          <span>{t('demo')}</span>
        </p>
      ) : null}
    </>
  );
}
