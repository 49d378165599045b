import { useState } from 'react';
import { t } from '../text/pieces.ts';
import { Icon } from './icon.tsx';
import './identifier.css';

/**
 * An identifier as the machine writes it. With `copyable` (the default) it is a button that copies the whole of it; `head`
 * and `tail` shorten a digest to its ends, with the whole on hover.
 */
export function Identifier({
  children,
  short,
  copyable = true,
}: {
  readonly children: string;
  /** How many characters to keep at each end. */
  readonly short?: readonly [head: number, tail: number];
  readonly copyable?: boolean;
}) {
  const [wasCopied, setCopied] = useState(false);
  const shown =
    short === undefined || children.length <= short[0] + short[1] + 1
      ? children
      : `${children.slice(0, short[0])}…${short[1] === 0 ? '' : children.slice(-short[1])}`;
  if (!copyable)
    return (
      <span className="mono" title={shown === children ? undefined : children}>
        {shown}
      </span>
    );
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(children);
    setCopied(true);
  };
  return (
    <button
      type="button"
      className="identifier mono"
      title={wasCopied ? t('copied') : children}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
      onPointerLeave={() => setCopied(false)}
    >
      {shown}
      <span className="sr"> {t('copy')}</span>
      <Icon name={wasCopied ? 'check' : 'copy'} small />
      <span className="sr" role="status">
        {wasCopied ? t('copied') : ''}
      </span>
    </button>
  );
}

// what is copied is what the machine writes
Identifier.takesExactText = true as const;
