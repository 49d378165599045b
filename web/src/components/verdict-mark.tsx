import { t } from '../text/pieces.ts';

export type VerdictWord = 'permit' | 'requestable' | 'deny';

const glyphs: Readonly<Record<VerdictWord, string>> = {
  permit: 'm4.7 8.3 2.3 2.3 4.4-5',
  requestable: 'M8 4.8v3.6M8 11v.01',
  deny: 'm5 5 6 6M11 5l-6 6',
};

/** What policy says: square. Permit is quiet; requestable is a no until what is missing is there, and looks like one. */
export function VerdictMark({ verdict }: { readonly verdict: VerdictWord }) {
  return (
    <span className={`verdict ${verdict}`}>
      <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
        <rect x="1.5" y="1.5" width="13" height="13" rx="2.5" />
        <path d={glyphs[verdict]} />
      </svg>
      {t(verdict)}
    </span>
  );
}
