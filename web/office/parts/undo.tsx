/** Says that something was done, with a button that takes it back while the notice stands. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

const STANDS_MS = 12_000;

export type Undoable = {
  readonly message: string;
  readonly verb: string;
  readonly done: string;
  readonly undo: () => Promise<unknown>;
  readonly failed: (error: unknown) => string;
};

export function showUndo({ message, verb, done, undo, failed }: Undoable): void {
  const id = `undo-${message}`;
  const run = async (): Promise<void> => {
    notifications.hide(id);
    try {
      await undo();
      notifications.show({ message: done, color: 'cresson' });
    } catch (error) {
      notifications.show({ message: failed(error), color: 'groseille' });
    }
  };
  notifications.show({
    id,
    color: 'cresson',
    autoClose: STANDS_MS,
    message: (
      <span className="undo">
        {message}
        <Button size="compact-sm" variant="subtle" onClick={() => void run()}>
          {verb}
        </Button>
      </span>
    ),
  });
}
