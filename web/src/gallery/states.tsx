import { Problem } from '../api/problem.ts';
import { Callout } from '../components/callout.tsx';
import { EmptyState, ErrorState, OfflineState, Skeleton } from '../components/states.tsx';
import { KeyHints } from '../keys/key-hints.tsx';
import { BannersOf } from '../shell/banners.tsx';

const refused = new Problem({
  code: 'target_refused',
  status: 409,
  message: 'AWS answered 403 to step 1.',
  next: 'Your signature still holds until 18:00.',
});

/** The states that are easy to forget. */
export function States() {
  return (
    <>
      <section className="card">
        <EmptyState
          title="Nothing waits for you"
          actions={
            <a className="link" href="#main">
              What became of my decisions
            </a>
          }
        >
          You decided 26 of 26. The review ends on Friday; nothing else is due before 20 October.
        </EmptyState>
      </section>
      <section className="card">
        <EmptyState icon="search" title="No identity matches “svc-exprt”">
          Nothing was left out: 3,791 identities were searched, 1 source is paused. Did you mean{' '}
          <a className="link" href="#main">
            svc-export-cleaner
          </a>
          ?
        </EmptyState>
      </section>
      <section className="card">
        <Skeleton label="Loading findings" />
      </section>
      <section className="card">
        <ErrorState title="The plan was not carried out" problem={refused} onRetry={() => undefined} />
      </section>
      <section className="card">
        <OfflineState readAt="2026-10-06T09:41:00Z" retryAt={Date.parse('2026-10-06T09:41:08Z')} />
      </section>
      <section className="stack-s">
        <Callout>Two sources are read for the first time.</Callout>
        <Callout tone="attn">Declared a service account, lives like an agent since 21 September.</Callout>
        <Callout tone="alarm">A file of the law differs from what was signed.</Callout>
      </section>
      <section className="card wide-cell clip">
        <BannersOf offline observeOnly demo />
        <KeyHints
          hints={[
            [['j', 'k'], 'next, previous'],
            [['Enter'], 'open'],
            [['/'], 'filter'],
            [['Mod+k'], 'find or do'],
            [['?'], 'all keys'],
          ]}
          end="Decisions stay pending until you sign them together"
        />
      </section>
    </>
  );
}
