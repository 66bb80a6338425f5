// The bundled sample: exports of a small shop and the pipeline file that finds what is wrong in it. It lies beside the page and
// is fetched when somebody asks for it.

/** Its files. */
export async function sample(): Promise<readonly File[]> {
  const fetched = async (name: string): Promise<Response> => {
    // Its names do not change with its content.
    const response = await fetch(new URL(`sample/${name}`, document.baseURI), { cache: 'no-cache' });
    if (!response.ok) throw new Error(`sample/${name}: ${response.status}`);
    return response;
  };
  const names = (await (await fetched('index.json')).json()) as readonly string[];
  return Promise.all(names.map(async (name) => new File([await (await fetched(name)).blob()], name)));
}
