/** What a language is called: by those who speak it, and in English. */

/** @param tag BCP 47; one that the browser does not know is its own name */
export function languageName(tag: string): string {
  const own = nameIn(tag, tag);
  const english = nameIn('en', tag);
  return own.toLowerCase() === english.toLowerCase() ? english : `${capitalized(own, tag)} – ${english}`;
}

function nameIn(reader: string, tag: string): string {
  try {
    return new Intl.DisplayNames([reader], { type: 'language' }).of(tag) ?? tag;
  } catch {
    // RangeError: the tag has the wire's form, but is none that the browser takes.
    return tag;
  }
}

/** Many languages write their own names small, which looks like a mistake at the start of a line. */
const capitalized = (name: string, tag: string): string =>
  name.slice(0, 1).toLocaleUpperCase(tag) + name.slice(1);
