// The pages by which one signs in. Everything but passkeys works without this file.
(function (d) {
  'use strict';

  // The secret of a one-time link comes after #, where browsers send it to nobody: it
  // goes into its field, and out of the address.
  function takeFragment() {
    var field = d.querySelector('[data-fragment]');
    if (!field || location.hash.length < 2) return;
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, '', location.pathname + location.search);
  }
  d.addEventListener('DOMContentLoaded', takeFragment);
  addEventListener('hashchange', takeFragment);

  // A form with data-passkey asks the browser for a key, puts the answer in its field,
  // then is sent like any form. Without scripts it stays hidden.
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  function bytes(text) {
    var raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var raw = '';
    new Uint8Array(buffer).forEach(function (b) { raw += String.fromCharCode(b); });
    return btoa(raw).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }

  // What the portal sends as text and browsers want as bytes.
  function options(sent) {
    var o = sent.publicKey;
    o.challenge = bytes(o.challenge);
    if (o.user) o.user.id = bytes(o.user.id);
    ['allowCredentials', 'excludeCredentials'].forEach(function (list) {
      (o[list] || []).forEach(function (k) { k.id = bytes(k.id); });
    });
    return { publicKey: o };
  }
  function answer(key) {
    var out = { id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: key.getClientExtensionResults(), response: {} };
    ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (name) {
      if (key.response[name]) out.response[name] = text(key.response[name]);
    });
    if (key.response.getTransports) out.response.transports = key.response.getTransports();
    return JSON.stringify(out);
  }

  function tell(form, words) {
    form.querySelector('[role=alert]').textContent = words;
  }

  d.addEventListener('submit', function (e) {
    var form = e.target;
    if (!form.matches('form[data-passkey]') || form.elements.answer.value) return;
    e.preventDefault();
    tell(form, '');
    fetch(form.dataset.begin, { method: 'POST', headers: { Accept: 'application/json' } })
      .then(function (r) {
        if (!r.ok) throw new Error(String(r.status));
        return r.json();
      })
      .then(function (sent) {
        return form.dataset.passkey === 'create' ? navigator.credentials.create(options(sent)) : navigator.credentials.get(options(sent));
      })
      .then(function (key) {
        form.elements.answer.value = answer(key);
        form.submit();
      })
      .catch(function (err) {
        tell(form, err.name === 'NotAllowedError' || err.name === 'AbortError' ? form.dataset.cancelled : form.dataset.failed);
      });
  });
  d.documentElement.classList.add('passkeys');
})(document);
