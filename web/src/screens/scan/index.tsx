import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { Callout } from '../../components/callout.tsx';
import { EmptyState } from '../../components/states.tsx';
import { Page, PageHead } from '../../shell/page.tsx';
import { t } from '../../text/scan.ts';
import { mostBytes, readReport, type ReadReport } from './read-report.ts';
import { ShownReport } from './shown-report.tsx';
import '../../components/text-field.css';
import './scan.css';

type Opened = ReadReport | { readonly is: 'refused'; readonly why: 'unreadable' };

/** A report of `countersign scan`, opened from a file of the reader’s own; it never leaves the page. */
export function Screen() {
  const [opened, setOpened] = useState<Opened>();
  const open = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > mostBytes) return setOpened({ is: 'refused', why: 'too_large' });
    try {
      setOpened(readReport(await file.text()));
    } catch {
      setOpened({ is: 'refused', why: 'unreadable' });
    }
  };
  return (
    <Page title={t('title')} width="full">
      <PageHead title={t('title')}>{t('why')}</PageHead>
      <div className="stack">
        <FileField onOpen={(file) => void open(file)} />
        {opened === undefined ? (
          <EmptyState
            icon="agent"
            title={t('nothing')}
            actions={
              <Link className="btn" to="/sources">
                {t('toSources')}
              </Link>
            }
          >
            {t('nothingWhy')}
          </EmptyState>
        ) : opened.is === 'refused' ? (
          <div role="alert">
            <Callout tone="alarm">
              <p className="medium">{t('refused')}</p>
              <p>{t(opened.why)}</p>
            </Callout>
          </div>
        ) : (
          <ShownReport report={opened.report} />
        )}
      </div>
    </Page>
  );
}

function FileField({ onOpen }: { readonly onOpen: (file: File | undefined) => void }) {
  const id = useId();
  return (
    <div className="card pad-all labelled-field">
      <label className="label" htmlFor={id}>
        {t('open')}
      </label>
      <input
        id={id}
        className="scan-file"
        type="file"
        accept=".json,application/json"
        aria-describedby={`${id}-help`}
        onChange={({ target }) => {
          onOpen(target.files?.[0]);
          // the same file, changed since, can be opened again
          target.value = '';
        }}
      />
      <p id={`${id}-help`} className="quiet mono">
        {t('openHelp')}
      </p>
    </div>
  );
}
