import { useState, type KeyboardEvent, type RefObject } from 'react';
import { t } from '../../text/pieces.ts';
import { Button, IconButton } from '../button.tsx';

const least = 0.3;
const largest = 2;
const step = 1.25;

export interface Zoom {
  readonly scale: number;
  readonly by: (factor: number) => void;
  readonly fit: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** How large a drawing of this width is shown in its frame. */
export function useZoom(frame: RefObject<HTMLElement | null>, width: number): Zoom {
  const [scale, setScale] = useState(1);
  const within = (next: number): number => Math.min(largest, Math.max(least, next));
  const by = (factor: number): void => setScale((was) => within(was * factor));
  const fit = (): void => setScale(Math.min(1, within((frame.current?.clientWidth ?? width) / width)));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') by(step);
    else if (event.key === '-') by(1 / step);
    else if (event.key === '0') fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { scale, by, fit, onKeyDown };
}

/** The same by pointer. */
export const ZoomTools = ({ zoom: { by, fit } }: { readonly zoom: Zoom }) => (
  <div className="graph-zoom">
    <IconButton icon="hold" label={t('zoomOut')} onPress={() => by(1 / step)} />
    <IconButton icon="request" label={t('zoomIn')} onPress={() => by(step)} />
    <Button look="bare" onPress={fit}>
      {t('zoomFit')}
    </Button>
  </div>
);
