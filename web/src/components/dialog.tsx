import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { KeyScope, useKeyScope } from '../keys/use-key-scope.ts';
import { t } from '../text/pieces.ts';
import { IconButton } from './button.tsx';
import './dialog.css';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Small words above the title: what kind of thing it is, and its id. */
  readonly kicker?: ReactNode;
  /** Left of the actions: who signs, what the act covers. */
  readonly aside?: ReactNode;
  readonly actions?: ReactNode;
  /** An alert asks for an answer: a click outside does not close it. */
  readonly isAlert?: boolean;
  /** For a table in it. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A question over the page. Focus stays in it, Escape closes it, and the page’s keys are asleep meanwhile. */
export function Dialog({ isOpen, onClose, isAlert = false, isWide = false, ...content }: DialogProps) {
  return (
    <ModalOverlay
      className="scrim"
      isOpen={isOpen}
      isDismissable={!isAlert}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={isWide ? 'dialog wide' : 'dialog'}>
        <AriaDialog role={isAlert ? 'alertdialog' : 'dialog'} className="dialog-frame">
          <Content {...content} onClose={onClose} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function Content({
  title,
  kicker,
  aside,
  actions,
  children,
  onClose,
}: Omit<DialogProps, 'isOpen' | 'isAlert' | 'isWide'>) {
  const scope = useKeyScope();
  return (
    <KeyScope value={scope}>
      <div className="dialog-head">
        <div>
          {kicker === undefined ? null : <p className="quiet">{kicker}</p>}
          <Heading slot="title" level={2}>
            {title}
          </Heading>
        </div>
        <IconButton icon="cross" label={t('close')} onPress={onClose} />
      </div>
      <div className="dialog-body">{children}</div>
      {actions === undefined && aside === undefined ? null : (
        <div className="dialog-foot">
          <div>{aside}</div>
          <div className="foot-actions">{actions}</div>
        </div>
      )}
    </KeyScope>
  );
}
