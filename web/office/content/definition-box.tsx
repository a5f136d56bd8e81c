/** The box in which an attribute or a family is made, changed or removed. */
import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { sentenceOf } from '../parts/failed.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useDefinitionAct, type DefinitionAct } from './data.ts';
import { definitionWords } from './definition-words.ts';

export type BoxProps = {
  readonly title: string;
  readonly isNew: boolean;
  readonly disabled: boolean;
  /** What saving does. */
  readonly wish: () => DefinitionAct;
  /** What removing does; a new one can't be removed. */
  readonly removal: DefinitionAct | undefined;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

export function DefinitionBox({ title, isNew, disabled, wish, removal, onClose, children }: BoxProps) {
  const t = useWords(definitionWords);
  const c = useWords(common);
  const act = useDefinitionAct();
  const [removing, setRemoving] = useState(false);
  const save = async () => {
    await act.mutateAsync(wish());
    notifications.show({ message: t('saved'), color: 'cresson' });
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void save().catch(() => undefined);
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ 'aria-label': c('close') }}>
      <form className="column fields" onSubmit={submit}>
        {act.error && (
          <p className="bad" role="alert">
            {sentenceOf(act.error, c('error.network'))}
          </p>
        )}
        {children}
        <div className="confirm-verbs">
          {removal && (
            <Button variant="subtle" color="groseille" onClick={() => setRemoving(true)}>
              {t('remove')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={act.isPending} disabled={disabled}>
            {t(isNew ? 'create' : 'save')}
          </Button>
        </div>
      </form>
      {removal && (
        <Confirm
          opened={removing}
          onClose={() => setRemoving(false)}
          title={t('removeTitle', { name: title })}
          verb={t('remove')}
          danger
          run={async () => {
            await act.mutateAsync(removal);
            onClose();
          }}
        >
          {t('removeText')}
        </Confirm>
      )}
    </Modal>
  );
}
