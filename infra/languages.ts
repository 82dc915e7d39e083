/** BCP 47 tags that a stage offers its speakers where it says nothing else. */
export const defaultLanguages: readonly string[] = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'uk',
  'ja',
  'zh',
  'ar',
];
