import { FixedNow } from '../clock.ts';
import { Page, PageHead } from '../shell/page.tsx';
import { Controls } from './controls.tsx';
import { DecisionPieces } from './decision-pieces.tsx';
import { Figures } from './figures.tsx';
import { Lists } from './lists.tsx';
import { Marks } from './marks.tsx';
import { States } from './states.tsx';
import './gallery.css';

/** Every shared piece in every state, with invented contents. Not in what is shipped: see vite.config.ts. */
export function Screen() {
  return (
    <FixedNow value={Date.parse('2026-10-06T09:41:00Z')}>
      <Page title="Gallery">
        <PageHead title="The shared pieces">
          What every screen is made of, and the states that are easy to forget.
        </PageHead>
        <div className="gallery">
          <Marks />
          <Controls />
          <States />
          <Figures />
          <DecisionPieces />
          <Lists />
        </div>
      </Page>
    </FixedNow>
  );
}
