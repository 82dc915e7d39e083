/** The site: the page, its `config.json`, and the sign-in, on one origin. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { DISCOVERY_PATH, SIGN_IN_PATH, type SignIn } from '../sign-in/provider.ts';
import { CLIENT_ID, ISSUER, SCOPE } from '../sign-in/tokens.ts';
import { INDEX, pageOf, type Pages } from './pages.ts';
import type { PageConfig } from '../../page/page-config.ts';
import { securityHeaders } from '../../page/security-headers.ts';

export interface SiteOptions {
  /** Listens already; the site stops it. */
  readonly server: Server;
  /** `http://localhost:3000` */
  readonly origin: string;
  /** `ws://localhost:3001/prod` */
  readonly webSocketUrl: string;
  readonly languages: readonly string[];
  readonly listeners: PageConfig['listeners'];
  readonly pages: Pages;
  readonly signIn: SignIn;
}

export interface Site {
  stop(): void;
}

export function startSite({
  server,
  origin,
  webSocketUrl,
  languages,
  listeners,
  pages,
  signIn,
}: SiteOptions): Site {
  const headers = securityHeaders([new URL(webSocketUrl).origin]);
  const config: PageConfig = {
    webSocketUrl,
    languages,
    listeners,
    signIn: {
      authority: ISSUER,
      metadataUrl: `${origin}${DISCOVERY_PATH}`,
      clientId: CLIENT_ID,
      scope: SCOPE,
    },
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const url = urlOf(request, origin);
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (url === undefined) response.writeHead(400).end();
    else if (url.pathname.startsWith(`${SIGN_IN_PATH}/`)) {
      const { status, headers, body } = await signIn(request, url);
      response.writeHead(status, headers).end(body);
    } else if (!reading) response.writeHead(405, { allow: 'GET, HEAD' }).end();
    else if (url.pathname === '/config.json')
      response
        .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache' })
        .end(JSON.stringify(config));
    else sendPage(request, response, url.pathname);
  };

  const sendPage = (request: IncomingMessage, response: ServerResponse, path: string) => {
    // A path that a person typed or reloaded is the page's own business; a missing script is not.
    const isNavigation = request.headers.accept?.includes('text/html') === true;
    const file =
      pages.get(path === '/' ? INDEX : path) ?? (isNavigation ? pages.get(pageOf(path)) : undefined);
    if (file === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, {
          'content-type': file.contentType,
          'content-length': file.body.length,
          'cache-control': file.cacheControl,
        })
        .end(file.body);
  };

  server.on('request', (request, response) => {
    // A browser that left in the middle of its request.
    answer(request, response).catch(() => response.destroy());
  });
  return {
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function urlOf({ url = '/' }: IncomingMessage, origin: string): URL | undefined {
  return url.startsWith('/') && URL.canParse(origin + url) ? new URL(origin + url) : undefined;
}
