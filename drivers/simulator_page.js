// What the pages of all simulated devices do. A page brings show(state), and calls refresh() once.
const element = (id) => document.getElementById(id);
const switches = [...document.querySelectorAll('[data-switch]')];

async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
  if (answer.ok) show(await answer.json());
}

function addButton(parent, chinese, english, press) {
  const made = document.createElement('button');
  const small = document.createElement('small');
  small.textContent = english;
  made.append(chinese, small);
  made.addEventListener('click', press);
  element(parent).append(made);
  return made;
}

// A switch that the device does not have is not shown; one that is being written in is left alone.
function showSwitches(values) {
  for (const input of switches) {
    input.closest('label').hidden = !(input.dataset.switch in values);
    if (input === document.activeElement && input.type !== 'checkbox') continue;
    input[input.type === 'checkbox' ? 'checked' : 'value'] = values[input.dataset.switch];
  }
}

function showLog(lines, device) {
  element('log').textContent = lines.slice().reverse()
    .map((line) => `${line.sender === 'host' ? '主机→' : `←${device}`}  ${line.hex}`).join('\n');
}

function valueOf(input) {
  if (input.type === 'checkbox') return input.checked;
  return input.type === 'number' || 'number' in input.dataset ? Number(input.value) : input.value;
}

for (const input of switches) {
  input.addEventListener('change', () => post('/switches', { [input.dataset.switch]: valueOf(input) }));
}

async function refresh(showStopped) {
  try {
    const answer = await fetch('/state.json');
    show(await answer.json());
  } catch {
    showStopped();
  }
  setTimeout(refresh, 300, showStopped);
}
