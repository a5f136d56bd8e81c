/** Everything a screen of the office stands on: looks, language, session, live journal, addresses. */
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import { ApiProblem } from '#kit/api';
import { cssVariablesResolver, theme } from '#kit/theme';
import { LiveProvider } from './parts/live.tsx';
import { Pages } from './routes.tsx';
import { Frame } from './shell/frame.tsx';
import { LangProvider } from './shell/lang.tsx';
import { SessionGate } from './shell/session.tsx';

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
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <LangProvider>
          <Notifications position="bottom-right" limit={3} />
          <Router base="/office">
            <SessionGate>
              <LiveProvider>
                <Frame>
                  <Pages />
                </Frame>
              </LiveProvider>
            </SessionGate>
          </Router>
        </LangProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
