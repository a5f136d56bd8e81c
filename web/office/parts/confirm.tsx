/** Asks before what cannot be taken back, saying what will happen; the refusal, if any, is told in place. */
import { Button, Modal } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { sentenceOf } from './failed.tsx';

export type ConfirmProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** The verb, the same as on the button that led here. */
  readonly verb: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly run: () => Promise<unknown>;
};

export function Confirm({ opened, onClose, title, children, verb, danger, disabled, run }: ConfirmProps) {
  const t = useWords(common);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const act = async () => {
    setBusy(true);
    setFailed('');
    try {
      await run();
      onClose();
    } catch (error) {
      setFailed(sentenceOf(error, t('error.network')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <div className="column">
        <div>{children}</div>
        {failed !== '' && (
          <p className="bad" role="alert">
            {failed}
          </p>
        )}
        <div className="confirm-verbs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button
            color={danger ? 'groseille' : 'bleu'}
            loading={busy}
            disabled={disabled ?? false}
            onClick={() => void act()}
          >
            {verb}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
