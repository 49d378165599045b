import { useEffect, useState } from 'react';
import { t } from '../text/pieces.ts';
import { IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { dismissToast, useToasts, type Toast } from './toasts.ts';
import './toasts.css';

const stayMs = 8000;

/** Where toasts appear: bottom right, the latest lowest. It is read out as they come. */
export function ToastRegion() {
  const toasts = useToasts();
  return (
    <section className="toasts" aria-label={t('notices')}>
      <output>
        {toasts
          .filter((each) => each.tone === 'note')
          .map((each) => (
            <ToastCard key={each.id} {...each} />
          ))}
      </output>
      <div role="alert">
        {toasts
          .filter((each) => each.tone === 'problem')
          .map((each) => (
            <ToastCard key={each.id} {...each} />
          ))}
      </div>
    </section>
  );
}

function ToastCard({ id, tone, text, action }: Toast) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (tone === 'problem' || isHeld) return undefined;
    const timer = setTimeout(() => dismissToast(id), stayMs);
    return () => clearTimeout(timer);
  }, [id, tone, isHeld]);
  return (
    <div
      className={`toast ${tone}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name={tone === 'problem' ? 'warn' : 'check'} />
      <div>{text}</div>
      {action === undefined ? null : (
        <button
          className="link"
          type="button"
          onClick={() => {
            action.onPress();
            dismissToast(id);
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton icon="cross" label={t('dismiss')} onPress={() => dismissToast(id)} />
    </div>
  );
}
