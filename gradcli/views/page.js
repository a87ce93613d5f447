(() => {
const root = document.documentElement, all = (s, e = document) => [...e.querySelectorAll(s)], one = s => document.querySelector(s);
root.classList.add('js');
const steps = all('.steps > li'), last = steps.length - 1, slider = one('#slider'), play = one('#play'), count = one('#count');
for (const e of all('.steps p > a')) e.parentNode.replaceWith(...all('p', one(e.getAttribute('href'))).map(p => p.cloneNode(true)));
const parts = all('[data-f],[data-u]').map(e => [e, +(e.dataset.f || 0), e.dataset.u === undefined ? Infinity : +e.dataset.u]);
const abouts = new Map(all('.about').map(e => [e.dataset.box, e]));
const expression = one('#expression'), letters = Array.from(expression.textContent);
let now = 0, timer = 0;
function about(box) {
  for (const [id, e] of abouts) e.classList.toggle('on', id === box);
  for (const e of all('.seen')) e.classList.remove('seen');
  const span = abouts.get(box)?.dataset.span?.split(',').map(Number);
  document.getElementById('n' + box)?.classList.add('seen');
  if (!span) { expression.textContent = letters.join(''); return; }
  const mark = document.createElement('mark');
  mark.textContent = letters.slice(...span).join('');
  expression.replaceChildren(letters.slice(0, span[0]).join(''), mark, letters.slice(span[1]).join(''));
}
function show(n, link = true) {
  now = Math.max(0, Math.min(last, n));
  const step = steps[now];
  steps.forEach((e, k) => e.classList.toggle('on', k === now));
  for (const [e, from, until] of parts) e.classList.toggle('todo', now < from || now >= until);
  for (const e of all('.now, .runs')) e.classList.remove('now', 'runs');
  const box = document.getElementById('n' + step.dataset.box);
  box?.classList.add('now');
  const way = step.dataset.way ? '.forward' : '.back';
  for (const k of (step.dataset.edges || '').split(' ').filter(Boolean)) all(way, document.getElementById('e' + k)).forEach(e => e.classList.add('runs'));
  slider.value = now;
  slider.setAttribute('aria-valuetext', 'step ' + now + ', ' + step.querySelector('h2').textContent);
  count.textContent = now + ' / ' + last;
  for (const id of ['#first', '#back']) one(id).disabled = now === 0;
  for (const id of ['#last', '#next']) one(id).disabled = now === last;
  one('#here').href = '#step-' + now;
  about(step.dataset.box);
  if (link) { try { history.replaceState(null, '', '#step-' + now); } catch { } within(box); }
}
function within(box) {
  const frame = one('.picture');
  if (!box) return;
  const a = box.getBoundingClientRect(), b = frame.getBoundingClientRect();
  if (a.top < b.top + 20) frame.scrollTop += a.top - b.top - 60; else if (a.bottom > b.bottom - 20) frame.scrollTop += a.bottom - b.bottom + 60;
  if (a.left < b.left + 20) frame.scrollLeft += a.left - b.left - 60; else if (a.right > b.right - 20) frame.scrollLeft += a.right - b.right + 60;
}
function stop() { clearInterval(timer); timer = 0; play.textContent = '\u25b6 play'; play.setAttribute('aria-label', 'Play'); }
function toggle() {
  if (timer) return stop();
  if (now === last) show(0);
  play.textContent = '\u275a\u275a pause'; play.setAttribute('aria-label', 'Pause');
  timer = setInterval(() => { if (now === last) stop(); else show(now + 1); }, 1500);
}
const go = n => { stop(); show(n); };
one('#first').onclick = () => go(0);
one('#back').onclick = () => go(now - 1);
one('#next').onclick = () => go(now + 1);
one('#last').onclick = () => go(last);
play.onclick = toggle;
slider.oninput = () => go(+slider.value);
addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey || e.target === slider) return;
  const on = e.target.tagName, to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: last }[e.key];
  if (to !== undefined) { e.preventDefault(); go(to); }
  else if (e.key === ' ' && on !== 'BUTTON' && on !== 'SUMMARY' && on !== 'A') { e.preventDefault(); toggle(); }
});
for (const e of all('.gradcli [role=button]')) {
  const id = e.id.slice(1);
  e.onmouseenter = e.onfocus = e.onclick = () => about(id);
  e.onmouseleave = e.onblur = () => about(steps[now].dataset.box);
}
function linked() { const n = /^#step-(\d+)$/.exec(location.hash); if (n) { stop(); show(+n[1], false); within(document.getElementById('n' + steps[now].dataset.box)); } return n; }
addEventListener('hashchange', linked);
one('.picture').scrollTop = 1e9;
if (!linked()) { show(+document.body.dataset.start, false); if (now) within(document.getElementById('n' + steps[now].dataset.box)); }
})();
