/** What can be said of a return: yes, no, given up, closed without money. */
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { returnWords } from '../words/returns.ts';
import { useReturnAct, type ReturnRecordData } from './data.ts';

type Verb = 'approve' | 'refuse' | 'cancel' | 'close';

export function ReturnVerbs({ data }: { data: ReturnRecordData }) {
  const t = useWords(returnWords);
  const mayWrite = useCan('returns.write');
  const mayClose = useCan('returns.unpaid');
  const [asked, ask] = useState<Verb>();
  const { state, reason } = data;
  const waiting = state === 'requested' || state === 'approved' || state === 'in_transit';
  const verbs: readonly (readonly [Verb, boolean])[] = [
    ['approve', mayWrite && state === 'requested'],
    ['refuse', mayWrite && (state === 'requested' || state === 'approved') && reason !== 'withdrawal'],
    ['cancel', mayWrite && waiting],
    ['close', mayClose && state === 'inspected'],
  ];
  return (
    <>
      {verbs
        .filter(([, may]) => may)
        .map(([verb]) => (
          <Button key={verb} variant={verb === 'approve' ? 'filled' : 'default'} onClick={() => ask(verb)}>
            {t(verb)}
          </Button>
        ))}
      {asked && <VerbBox key={asked} verb={asked} data={data} onClose={() => ask(undefined)} />}
    </>
  );
}

function VerbBox({ verb, data, onClose }: { verb: Verb; data: ReturnRecordData; onClose: () => void }) {
  const t = useWords(returnWords);
  const act = useReturnAct(data.returnId);
  const [answer, setAnswer] = useState('');
  const said = verb !== 'cancel';
  const text = { approve: 'approveText', refuse: undefined, cancel: 'cancelText', close: 'closeText' } as const;
  const word = text[verb];
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t(verb)}
      verb={t(verb)}
      danger={verb === 'refuse'}
      disabled={verb === 'refuse' && answer.trim() === ''}
      run={() => act.mutateAsync({ path: `/${verb}`, ...(said ? { body: { answer: answer.trim() } } : {}) })}
    >
      {word && <p>{t(word)}</p>}
      {said && (
        <Textarea
          label={t('answer')}
          description={t('answerHelp')}
          value={answer}
          onChange={(event) => setAnswer(event.currentTarget.value)}
          maxLength={500}
          required={verb === 'refuse'}
          autosize
        />
      )}
    </Confirm>
  );
}
