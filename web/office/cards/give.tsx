/** Money given by a person, for a reason: how much, and why. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { sentenceOf } from '../parts/failed.tsx';
import { minorOf } from '../prices/amount.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useWrite } from './data.ts';
import { cards } from './words.ts';

type Props = {
  /** What the dialog and its button say. */
  readonly verb: string;
  readonly path: '/api/gift-cards' | '/api/store-credits';
  /** What is sent beside the amount and the reason: the id it is written under, and to whom. */
  readonly sent: Readonly<Record<string, string>>;
  readonly ready?: boolean;
  /** What is asked before the amount. */
  readonly children?: ReactNode;
  readonly onClose: () => void;
  readonly onGiven: () => void;
};

export function Give({ verb, path, sent, ready = true, children, onClose, onGiven }: Props) {
  const t = useWords(cards);
  const c = useWords(common);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const write = useWrite(path);
  const minor = minorOf(typed, 'EUR');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ ...sent, minor, currency: 'EUR', reason });
    onGiven();
  };
  return (
    <Modal opened onClose={onClose} title={verb} closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column" onSubmit={(event) => void submit(event).catch(() => undefined)}>
        {children}
        <TextInput
          label={t('amount')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          inputMode="decimal"
          rightSection="€"
          required
        />
        <TextInput
          label={t('reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
          required
        />
        {write.error && (
          <p className="bad" role="alert">
            {sentenceOf(write.error, c('error.network'))}
          </p>
        )}
        <div className="confirm-verbs">
          <Button
            type="submit"
            loading={write.isPending}
            disabled={!ready || !minor || minor <= 0 || reason.trim() === ''}
          >
            {verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
