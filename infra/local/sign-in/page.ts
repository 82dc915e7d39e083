/** The sign-in page: one field, one button, no script. */

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

/**
 * @param parameters of the authorization request, carried along unchanged
 * @param problem why the last try was not taken
 */
export function signInPage(parameters: URLSearchParams, problem?: string): string {
  const hidden = [...parameters]
    .filter(([name]) => name !== 'name')
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n        ');
  const described = problem === undefined ? 'hint' : 'problem hint';
  return page(
    'Sign in to Podium',
    `<form method="post">
        ${hidden}
        <label for="name">Your name</label>
        <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false"
          maxlength="128" required autofocus aria-describedby="${described}"${problem === undefined ? '' : ' aria-invalid="true"'}>
        ${problem === undefined ? '' : `<p id="problem" role="alert">${escapeHtml(problem)}</p>`}
        <p id="hint">This is the local stack: any name signs you in, and the same name is the same speaker.</p>
        <button type="submit">Sign in</button>
      </form>`,
  );
}

export const problemPage = (problem: string): string =>
  page('Sign-in is not possible', `<p>${escapeHtml(problem)}</p>`);

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="stylesheet" href="/sign-in/style.css">
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>
`;

export const stylesheet = `:root {
  color-scheme: light dark;
  --text: #1c2024;
  --quiet: #545b63;
  --ground: #f3f4f6;
  --sheet: #ffffff;
  --line: #878f98;
  --accent: #1d4ed8;
  --on-accent: #ffffff;
  --problem: #b42318;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #eceef0;
    --quiet: #b4bac1;
    --ground: #15181b;
    --sheet: #1f2327;
    --line: #79828b;
    --accent: #8ab4ff;
    --on-accent: #0b1324;
    --problem: #ff9a8f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100vh;
  display: grid;
  place-items: center;
  padding: 1rem;
  background: var(--ground);
  color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: min(24rem, 100%);
  padding: 2rem;
  border-radius: 0.75rem;
  background: var(--sheet);
  box-shadow: 0 1px 3px rgb(0 0 0 / 0.25);
}
h1 { margin: 0 0 1.5rem; font-size: 1.375rem; line-height: 1.25; }
label { display: block; margin-bottom: 0.25rem; font-weight: 600; }
input:not([type='hidden']) {
  width: 100%;
  padding: 0.625rem 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  background: transparent;
  color: inherit;
  font: inherit;
}
#hint { margin: 0.5rem 0 1.5rem; color: var(--quiet); font-size: 0.875rem; }
#problem { margin: 0.5rem 0 0; color: var(--problem); font-weight: 600; }
button {
  width: 100%;
  padding: 0.75rem;
  border: 0;
  border-radius: 0.5rem;
  background: var(--accent);
  color: var(--on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
