let player: AudioContext | null = null;
const SECONDS = 0.25;

/** Two short tones, made here: no file, no other origin. Silent before the page was first touched. */
export function chime(): void {
  if (typeof AudioContext === "undefined" || !navigator.userActivation?.hasBeenActive) return;
  player ??= new AudioContext();
  const volume = player.createGain();
  volume.gain.setValueAtTime(0.08, player.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, player.currentTime + SECONDS);
  volume.connect(player.destination);
  const tone = player.createOscillator();
  tone.frequency.setValueAtTime(660, player.currentTime);
  tone.frequency.setValueAtTime(880, player.currentTime + SECONDS / 2);
  tone.connect(volume);
  tone.start();
  tone.stop(player.currentTime + SECONDS);
}
