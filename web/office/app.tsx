/** Everything a screen of the office stands on: looks, language, session, live journal, addresses. */
import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { Route, Router, Switch } from 'wouter';
import { ApiProblem } from '#kit/api';
import { cssVariablesResolver, theme } from '#kit/theme';
import { LiveProvider } from './parts/live.tsx';
import { Join } from './people/join.tsx';
import { Forgotten, NewPassword } from './people/password.tsx';
import { Pages } from './routes.tsx';
import { Frame } from './shell/frame.tsx';
import { LangProvider, useWords } from './shell/lang.tsx';
import { SessionGate } from './shell/session.tsx';
import { common } from './words/common.ts';

const client = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // What the server refused it will refuse again; only what did not reach it is tried once more.
      retry: (count, error) => count < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500),
    },
    mutations: { retry: false },
  },
});

/** The whole office. */
export function App() {
  return (
    <LangProvider>
      <Looks>
        <QueryClientProvider client={client}>
          <Notifications position="bottom-right" limit={3} />
          <Router base="/office">
            <Switch>
              <Route path="/join">
                <Join />
              </Route>
              <Route path="/forgotten">
                <Forgotten />
              </Route>
              <Route path="/new-password">
                <NewPassword />
              </Route>
              <Route>
                <SessionGate>
                  <LiveProvider>
                    <Frame>
                      <Pages />
                    </Frame>
                  </LiveProvider>
                </SessionGate>
              </Route>
            </Switch>
          </Router>
        </QueryClientProvider>
      </Looks>
    </LangProvider>
  );
}

/** Mantine with our theme; its closing crosses get a name in the language chosen. */
function Looks({ children }: { children: ReactNode }) {
  const t = useWords(common);
  const spoken = useMemo(() => {
    const named = { defaultProps: { closeButtonProps: { 'aria-label': t('close') } } };
    return mergeThemeOverrides(theme, { components: { Notification: named, Modal: named, Drawer: named } });
  }, [t]);
  return (
    <MantineProvider theme={spoken} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      {children}
    </MantineProvider>
  );
}
