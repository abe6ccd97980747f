/** Links and pictures to files of the repository, without the part after '#'. */
export function localLinks(text: string): string[] {
  const prose = text.replace(/^```.*?^```/gms, '');
  const found = [...prose.matchAll(/!?\[[^\]]*\]\(([^)\s]+)[^)]*\)/g), ...prose.matchAll(/(?:src|href)="([^"]+)"/g)];
  return found.map(match => match[1].replace(/#.*/, '')).filter(link => link !== '' && !/^[a-z]+:/i.test(link));
}
