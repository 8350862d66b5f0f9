import { useState } from 'react';
import { PhotoField } from './PhotoField';

export function Page() {
  const [round, setRound] = useState(0);
  return (
    <form method="post" encType="multipart/form-data" action="/submit">
      <PhotoField name="photo" required={round % 2 === 0} />
      <PhotoField name="photos" max={4 + round} />
      <button type="button" onClick={() => setRound(round + 1)}>Round {round}</button>
      <button>Send</button>
    </form>
  );
}
