import { Link } from '@tanstack/react-router';
import { asProblem } from '../api/problem.ts';
import { Icon } from '../components/icon.tsx';
import { t } from '../text/shell.ts';
import { Page } from './page.tsx';
import '../components/states.css';

/** An address that is no page. */
export function NotFoundPage() {
  return (
    <Page title={t('notFound')}>
      <section className="state">
        <Icon name="search" />
        <h1>{t('notFound')}</h1>
        <p className="soft">{t('notFoundWhy')}</p>
        <Link className="btn" to="/overview">
          {t('home')}
        </Link>
      </section>
    </Page>
  );
}

/** A screen that threw: a bug, or a part of the console that could not be fetched. */
export function CrashedPage({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  return (
    <Page title={t('crashed')}>
      <section className="state" role="alert">
        <Icon name="warn" />
        <h1>{t('crashed')}</h1>
        <p className="soft">{t('crashedWhy')}</p>
        <p className="mono quiet">{asProblem(error).message}</p>
        <button className="btn" type="button" onClick={reset}>
          {t('reload')}
        </button>
      </section>
    </Page>
  );
}
