import { assert } from '#base/assert';
import { drawerOf } from '../model.ts';
import { localProvider } from './provider.ts';

/** Cash at a till: taken when it is counted, kept in the drawer of its device. */
export const cash = localProvider({
  name: 'cash',
  methods: ['cash'],
  opens: 'captured',
  account: ({ deviceId }) => {
    assert(deviceId !== null, 'cash lies in the drawer of a device');
    return drawerOf(deviceId);
  },
});
